/**
 * Who looks, what for, and when: the one predicate that decides which rows of the resource and index tables anybody sees.
 * Fails closed: without a grant for exactly this recipient and purpose a row of another custodian does not exist.
 */

/** A reader of the store. The gateway itself reads on behalf of the custodian whose records it works on. */
export type Access = {
  readonly partner: string
  readonly purpose: string
  readonly at: string
  /** The custodians whose records may come to the reader at all, by grants; none where absent. */
  readonly custodians?: readonly string[]
  /** The policy whose grants count; none where absent. */
  readonly policyVersion?: string
  /** The mandates that the acting person monitors; where absent, all of them. */
  readonly mandates?: readonly string[]
  /** The authorities on which the acting person cannot rely; where absent, none of them is barred. */
  readonly barred?: readonly string[]
}

/** The custodian of what belongs to nobody in particular: the partners' Organizations. */
export const DIRECTORY = 'directory'

/** The person of a resource that is about nobody. */
export const NOBODY = '00000000-0000-0000-0000-000000000000'

/** Collects a statement's values; `bind` gives each its placeholder. */
export type Binder = { readonly values: unknown[]; readonly bind: (value: unknown) => string }

export function binder(): Binder {
  const values: unknown[] = []
  return { values, bind: (value) => `$${values.push(value)}` }
}

/**
 * SQL that holds for the rows of `alias` (resource, resource_version or resource_index) that `access` may see:
 * its own, the directory, and those of which grants in force, of one policy version, together cover every category.
 * A bare truth, not a comparison: PostgreSQL takes it to hold for one row in two, and not for one in two hundred, which
 * would make it gather all rows of a search instead of going through them until a page is full.
 */
export function visible(alias: string, access: Access, bound: Binder): string {
  return `(${ownRow(alias, access, bound)} or (
    select ${alias}.categories & ~bit_or(g.categories) = 0 from consent_grant g
    where g.person = ${alias}.person and g.custodian = ${alias}.custodian and ${granted(access, bound)}))`
}

/** SQL that holds for the reader's own rows, and the directory's: for these he needs no grant. */
export function ownRow(alias: string, { partner }: Access, { bind }: Binder): string {
  return `(${alias}.custodian = ${bind(partner)} or ${alias}.custodian = '${DIRECTORY}')`
}

/** SQL that holds for the rows `g` of consent_grant that count for the reader now. */
export function granted(access: Access, { bind }: Binder): string {
  const mandate =
    access.mandates === undefined ? '' : ` and g.mandate = any(${bind(['', ...access.mandates])}::text[])`
  const { barred = [] } = access
  const relied = barred.length === 0 ? '' : ` and g.authority <> all(${bind(barred)}::text[])`
  return `g.recipient = ${bind(access.partner)} and g.purpose = ${bind(access.purpose)}
      and g.custodian = any(${bind(access.custodians ?? [])}::text[])
      and g.policy_version = ${bind(access.policyVersion ?? '')} and g.valid @> ${bind(access.at)}::timestamptz${mandate}${relied}`
}
