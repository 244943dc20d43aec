/** Reading policy JSON: each function returns what it is asked for or throws PolicyError with the place in the files. */
import { isObject } from '../fhir/resource.ts'
import type { Coding } from '../fhir/resource.ts'

/** The policies do not hold together; nothing may be decided by them. */
export class PolicyError extends Error {
  readonly code = 'POLICY_INVALID'
  override readonly name = 'PolicyError'
}

/** Stops the reading of the policies. */
export function fail(at: string, what: string): never {
  throw new PolicyError(`policies: ${at}: ${what}`)
}

export function record(value: unknown, at: string): Record<string, unknown> {
  return isObject(value) ? value : fail(at, 'must be an object')
}

export function text(value: unknown, at: string): string {
  return typeof value === 'string' && value !== '' ? value : fail(at, 'must be a text')
}

export function optionalText(value: unknown, at: string): string | undefined {
  return value === undefined ? undefined : text(value, at)
}

/** A boolean that is false when it is absent. */
export function flag(value: unknown, at: string): boolean {
  if (value === undefined) return false
  return typeof value === 'boolean' ? value : fail(at, 'must be true or false')
}

export function items<T>(value: unknown, at: string, read: (value: unknown, at: string) => T): T[] {
  if (!Array.isArray(value)) return fail(at, 'must be a list')
  return value.map((item, index) => read(item, `${at}[${index}]`))
}

export function texts(value: unknown, at: string): string[] {
  return items(value, at, text)
}

export function coding(value: unknown, at: string): Coding & { system: string; code: string } {
  const item = record(value, at)
  const display = optionalText(item['display'], `${at}.display`)
  return {
    system: text(item['system'], `${at}.system`),
    code: text(item['code'], `${at}.code`),
    ...(display !== undefined && { display }),
  }
}
