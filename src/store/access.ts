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
 */
export function visible(alias: string, access: Access, { bind }: Binder): string {
  const me = bind(access.partner)
  const mandate =
    access.mandates === undefined ? '' : ` and g.mandate = any(${bind(['', ...access.mandates])}::text[])`
  return `(${alias}.custodian = ${me} or ${alias}.custodian = '${DIRECTORY}' or ${alias}.categories & ~(
    select bit_or(g.categories) from consent_grant g
    where g.recipient = ${me} and g.purpose = ${bind(access.purpose)}
      and g.custodian = any(${bind(access.custodians ?? [])}::text[])
      and g.person = ${alias}.person and g.custodian = ${alias}.custodian
      and g.policy_version = ${bind(access.policyVersion ?? '')} and g.valid @> ${bind(access.at)}::timestamptz${mandate}) = 0)`
}
