import type { Mode, Reason } from '../../migration/vocabulary.js';

/** enum migrate_reason as the events print it, in its order: the index is the number that a kprobe shows. */
const KERNEL_REASONS = [
  'compaction',
  'memory_failure',
  'memory_hotplug',
  'syscall_or_cpuset',
  'mempolicy_mbind',
  'numa_misplaced',
  'contig_range',
  'longterm_pin',
  'demotion',
  'damon',
] as const;
export type KernelReason = (typeof KERNEL_REASONS)[number];

/** Pages that are leaving broken memory are not a copy that a policy decides. */
const WITHOUT_POLICY: ReadonlySet<KernelReason> = new Set(['memory_failure']);

const RENAMED: Partial<Record<KernelReason, Reason>> = { syscall_or_cpuset: 'syscall', mempolicy_mbind: 'syscall' };

const MODES: Readonly<Record<string, Mode>> = {
  MIGRATE_ASYNC: 'async',
  MIGRATE_SYNC_LIGHT: 'sync_light',
  MIGRATE_SYNC: 'sync',
};

export function kernelReason(text: string): KernelReason | null {
  return KERNEL_REASONS.find((name) => name === text) ?? null;
}

export function kernelReasonOfNumber(code: number): KernelReason | null {
  return KERNEL_REASONS[code] ?? null;
}

/** The reason a policy sees, or null where no policy is asked. */
export function policyReason(reason: KernelReason): Reason | null {
  if (WITHOUT_POLICY.has(reason)) return null;
  return RENAMED[reason] ?? (reason as Reason);
}

export function kernelMode(text: string): Mode | null {
  return MODES[text] ?? null;
}
