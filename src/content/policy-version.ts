/**
 * The version of the policies that everything decided by them carries: counsel's own word for it, and a hash over every file
 * and over the facts about partners, so that whatever changes changes it, also where counsel forgets to.
 */
import { createHash } from 'node:crypto'
import { isObject } from '../fhir/resource.ts'

/** Hexadecimal digits of the hash: enough that two policies never share one. */
const HASH_DIGITS = 12

/** The version of these files of policies/ with these facts about partners. */
export function policyVersionOf(
  files: Readonly<Record<string, unknown>>,
  parties: readonly unknown[],
): string {
  const { policy } = files
  const named = isObject(policy) && typeof policy['version'] === 'string' ? policy['version'] : ''
  const hash = createHash('sha256').update(canonical({ files, parties })).digest('hex')
  return `${named}+${hash.slice(0, HASH_DIGITS)}`
}

/** JSON whose objects have their members in order: the same values are the same text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value) ?? 'null'
  const members = Object.keys(value)
    .filter((name) => value[name] !== undefined)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)
  return `{${members.join(',')}}`
}
