import type { Json } from '../json.js';
import { invalidArguments } from './slack-error.js';

/** The arguments of one call, whether they came as a form or as JSON. */
export class Arguments {
  readonly raw: Json;

  constructor(raw: Json) {
    this.raw = raw;
  }

  has(name: string): boolean {
    return this.raw[name] !== undefined && this.raw[name] !== null;
  }

  string(name: string): string {
    const value = this.optionalString(name);
    if (value === null || value === '') throw invalidArguments(`missing required field: ${name}`);
    return value;
  }

  optionalString(name: string): string | null {
    const value = this.raw[name];
    if (value === undefined || value === null) return null;
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw invalidArguments(`must provide a string [json-pointer:/${name}]`);
  }

  boolean(name: string): boolean {
    const value = this.optionalString(name);
    return value === 'true' || value === '1';
  }

  /** A whole number within bounds, or what stands for a missing one. */
  integer(name: string, fallback: number, least: number, most: number): number {
    const value = this.optionalString(name);
    if (value === null || value === '') return fallback;
    const number = Number(value);
    if (!Number.isInteger(number))
      throw invalidArguments(`must provide an integer [json-pointer:/${name}]`);
    return Math.min(most, Math.max(least, number));
  }

  /** Decoded JSON: forms carry it as text. Undefined if it is missing, null if it is no JSON. */
  json(name: string): unknown {
    const value = this.raw[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value);
    } catch {
      return null;
    }
  }
}
