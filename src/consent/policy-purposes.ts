/** policies/purposes.json: what a disclosure may be for, who may ask for it, and what that needs. */
import { fail, flag, items, optionalText, record, text, texts } from './read.ts'

export type PurposePolicy = {
  readonly code: string
  readonly system: string
  readonly display: string
  /** Treatment, payment or health care operations. */
  readonly isTpo: boolean
  /** May not stand on a release with another purpose. */
  readonly isAlone: boolean
  readonly isCriminalJustice: boolean
  /** The purposes of a token that a release for this purpose permits. */
  readonly permits: readonly string[]
  readonly recipientRoles: readonly string[]
  /** The duty that the acting person at the recipient must have. */
  readonly duty?: string
  /** Why nothing is ever permitted for this purpose. */
  readonly notSupported?: string
  /** The kind of agreement that must be in force between the two partners. */
  readonly agreement?: string
  /** How far apart the two may be, by that agreement. */
  readonly milesMax?: number
  /** What must have happened, one of these, so that it may be reported. */
  readonly events?: readonly string[]
  /** Only where the law of the discloser's state requires it. */
  readonly isStateLaw: boolean
  /** The most that goes for this purpose. */
  readonly categories?: bigint
}

type Bits = (value: unknown, at: string) => bigint

export function parsePurposes(value: unknown, bits: Bits): Map<string, PurposePolicy> {
  const list = items(record(value, 'purposes')['purposes'], 'purposes.purposes', (item, at) =>
    parsePurpose(item, at, bits),
  )
  const purposes = new Map(list.map((purpose) => [purpose.code, purpose]))
  for (const { code, permits, isTpo } of list) {
    for (const permitted of permits) {
      const target =
        purposes.get(permitted) ??
        fail(`purposes.${code}`, `permits '${permitted}', which is no purpose here`)
      // A subsumption test would let operations reach a legal proceeding (HLEGAL is a child of HOPERAT).
      if (isTpo && !target.isTpo)
        fail(`purposes.${code}`, `is treatment, payment or operations; '${permitted}' is not`)
    }
  }
  return purposes
}

function parsePurpose(value: unknown, at: string, bits: Bits): PurposePolicy {
  const item = record(value, at)
  const agreement = optionalText(item['agreement'], `${at}.agreement`)
  const milesMax = item['milesMax']
  if (milesMax !== undefined && typeof milesMax !== 'number')
    return fail(`${at}.milesMax`, 'must be a number')
  const duty = optionalText(item['duty'], `${at}.duty`)
  const notSupported = optionalText(item['notSupported'], `${at}.notSupported`)
  return {
    code: text(item['code'], `${at}.code`),
    system: text(item['system'], `${at}.system`),
    display: text(item['display'], `${at}.display`),
    isTpo: flag(item['tpo'], `${at}.tpo`),
    isAlone: flag(item['alone'], `${at}.alone`),
    isCriminalJustice: flag(item['criminalJustice'], `${at}.criminalJustice`),
    permits: texts(item['permits'], `${at}.permits`),
    recipientRoles: texts(item['recipientRoles'], `${at}.recipientRoles`),
    ...(duty !== undefined && { duty }),
    ...(notSupported !== undefined && { notSupported }),
    ...(agreement !== undefined && { agreement }),
    ...(milesMax !== undefined && { milesMax }),
    ...(item['events'] !== undefined && { events: texts(item['events'], `${at}.events`) }),
    isStateLaw: flag(item['stateLaw'], `${at}.stateLaw`),
    ...(item['categories'] !== undefined && { categories: bits(item['categories'], `${at}.categories`) }),
  }
}
