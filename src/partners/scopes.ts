/**
 * SMART scopes, as far as they mean something here: what a token may do to all types. Which resources it may do that to
 * is not a matter of scopes but of custody and releases. Pure.
 * Source: https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html
 */

/** create, read, update, delete, search. */
const actions = ['c', 'r', 'u', 'd', 's'] as const
export type Action = (typeof actions)[number]

/** What smart-configuration names; any part of `cruds`, in this order, may be asked for. */
export const scopesSupported = ['system/*.cruds', 'system/*.rs', 'system/*.cu'] as const

const version2 = /^system\/\*\.(c?r?u?d?s?)$/
/** The scopes of SMART version 1, and what they are in version 2. */
const version1: Readonly<Record<string, string>> = {
  'system/*.read': 'rs',
  'system/*.write': 'cud',
  'system/*.*': 'cruds',
}

/** The scope to grant: what is asked for and known here, as one; undefined when nothing of it is. */
export function grantScope(asked: string): string | undefined {
  const letters = asked.split(' ').map((scope) => version1[scope] ?? version2.exec(scope)?.[1] ?? '')
  const granted = actions.filter((action) => letters.some((each) => each.includes(action))).join('')
  return granted === '' ? undefined : `system/*.${granted}`
}

/** Whether a scope that `grantScope` made covers these actions. */
export function permits(scope: string, asked: readonly Action[]): boolean {
  const granted = version2.exec(scope)?.[1] ?? ''
  return asked.every((action) => granted.includes(action))
}
