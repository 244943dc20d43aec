/**
 * What intake says about a faulty submission: one Fault for each fault, in a sentence that names the place, what was
 * expected and how to mend it, and never quotes a value, since values are patient data. Pure.
 */
export type Fault = {
  /** JSON pointer (RFC 6901) of the value at fault; empty for the whole document. */
  readonly pointer: string
  /** The keyword of JSON Schema that was broken, or the name of a rule of ours (docs/case-record.md lists them). */
  readonly rule: string
  readonly text: string
}

/** Faults that one answer carries; the last of them says that there are more. */
export const FAULTS_MAX = 500

/** Characters of a field's name that a fault shows; longer or odder names may carry a person's words. */
const NAME_SHOWN = /^[A-Za-z_$][A-Za-z0-9_$.-]{0,39}$/

/** At most FAULTS_MAX of the faults; where some are left out, the last says so. */
export function bounded(faults: readonly Fault[]): Fault[] {
  if (faults.length <= FAULTS_MAX) return [...faults]
  const left = faults.length - FAULTS_MAX + 1
  const more = `There are ${left} more faults: mend these first, then submit again to see the rest.`
  return [...faults.slice(0, FAULTS_MAX - 1), { pointer: '', rule: 'more-faults', text: more }]
}

/** One step of a JSON pointer, escaped (RFC 6901 section 3). */
export function pointerStep(key: string | number): string {
  return `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

/** Whether the name of a field may be shown in a fault. */
export function isShown(name: string): boolean {
  return NAME_SHOWN.test(name)
}
