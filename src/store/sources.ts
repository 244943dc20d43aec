/** What names a resource: the other end of `_has`, for each of the resources that were found by it. */
import type { Transaction } from '../database/database.ts'
import { binder, visible } from './access.ts'
import type { Access } from './access.ts'
import { asked } from './conditions.ts'
import type { Hop } from './criteria.ts'
import { columns, toKept } from './record.ts'
import type { Kept, Row } from './record.ts'

/** For each reference, some of those that name it and that the reader may see: from the `from`-th newest on. */
export async function sourcesOf(
  tx: Transaction,
  access: Access,
  wanted: {
    references: readonly string[]
    parameter: string
    of: Hop
    from: number
    count: number
  },
): Promise<{ reference: string; kept: Kept }[]> {
  const bound = binder()
  const { bind } = bound
  const { of, parameter, from, count } = wanted
  const { rows } = await tx.query<Row & { reference: string }>(
    `select wanted.reference, ${columns('r')} from unnest(${bind([...wanted.references])}::text[]) as wanted(reference)
     cross join lateral (select ${columns('r')} from resource r
       join (select distinct i.person, i.id from resource_index i where i.type = ${bind(of.type)}
         and i.parameter = ${bind(parameter)} and i.value = wanted.reference) as i on i.person = r.person and i.id = r.id
       where ${asked('r', of, access, bound)} and ${visible('r', access, bound)}
       order by r.updated desc, r.id desc offset ${bind(from)} limit ${bind(count)}) as r`,
    bound.values,
  )
  return rows.map((row) => ({ reference: row.reference, kept: toKept(row) }))
}
