import { Registry } from '../core/registry.js';
import { cExporter } from './c/c-exporter.js';
import type { Exporter } from './exporter.js';
import { jsonExporter } from './json/json-exporter.js';

/** A new format is one line here. */
export const EXPORT_FORMATS = new Registry<Exporter>('export format', [cExporter, jsonExporter]);
