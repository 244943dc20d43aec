/**
 * The words of identity: what is compared between two partners' Patients, and what comes of it. Private to the gateway:
 * nothing of it ever leaves (42 CFR 2.13(c)).
 */

/**
 * One comparable fact of a Patient, normalised. `name-birth-date` (family, first given name, birth date) and `identifier`
 * are the keys by which candidates are found; `full-name` keeps all given names, for the comparison itself.
 */
export type TraitKind = 'name-birth-date' | 'full-name' | 'identifier'

export type Trait = { readonly kind: TraitKind; readonly value: string }

/**
 * `link`: equal name, equal birth date and a shared identifier. `wait`: equal name and birth date only; the custodian decides.
 * The evidence names what agreed, never its value.
 */
export type Match =
  | { readonly kind: 'link'; readonly evidence: readonly string[] }
  | { readonly kind: 'wait'; readonly evidence: readonly string[] }
  | { readonly kind: 'none' }
