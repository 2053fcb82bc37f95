/** What one process measured of a case. */
export interface Measured {
  readonly units: number;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

/** Why a case could not be measured. */
export interface Skipped {
  readonly skipped: string;
}

export type Sample = Measured | Skipped;

export const isMeasured = (sample: Sample): sample is Measured => 'units' in sample;

/** What a measuring process is told. */
export interface Order {
  readonly name: string;
  readonly root: string;
  readonly bench: string;
  readonly scratch: string;
}
