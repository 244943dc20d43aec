/** The terminology operations ($expand, $validate-code, $lookup, $subsumes, $translate) over the content in use. No client is in them. */
import { issue } from '../fhir/outcome.ts'
import type { Resource } from '../fhir/resource.ts'
import { parametersIn, runTerminologyOperation } from '../terminology/operations.ts'
import { notFound, refused } from './answers.ts'
import type { Answer, Query } from './door.ts'
import type { Ground } from './ground.ts'

export type TerminologyRequest = {
  readonly type: string
  /** Of the value set, code system or concept map, where its own address was asked. */
  readonly id?: string
  /** Without `$`. */
  readonly name: string
  readonly query: Query
  readonly parameters?: Resource
}

/** Names by which an operation takes its resource's canonical, where it is not `url`. */
const CANONICAL_PARAMETER: Readonly<Record<string, string>> = { lookup: 'system', subsumes: 'system' }

export async function terminologyOperation(ground: Ground, asked: TerminologyRequest): Promise<Answer> {
  const { terminology } = ground.content
  const { type, id, name, query, parameters: sent } = asked
  const url = id === undefined ? undefined : urlOf(ground, type, id)
  if (id !== undefined && url === undefined) return notFound(type, id)
  const own = url === undefined ? [] : [{ name: CANONICAL_PARAMETER[name] ?? 'url', value: url }]
  const inQuery = query.map(([parameter, value]) => ({ name: parameter, value }))
  const parameters = [...own, ...inQuery, ...(sent ? parametersIn(sent) : [])]
  const answer = runTerminologyOperation(
    { type, name, parameters },
    { terminology, now: ground.clock(), newId: ground.newId },
  )
  if (answer.kind === 'answer') return { status: 200, body: answer.resource }
  const expression =
    answer.parameter === undefined ? [] : [`Parameters.parameter.where(name='${answer.parameter}')`]
  return refused(answer.status, issue(answer.code, answer.text, ...expression))
}

function urlOf({ content }: Ground, type: string, id: string): string | undefined {
  const { valueSets, codeSystems, conceptMaps } = content.terminology.held
  const held = type === 'ValueSet' ? valueSets : type === 'CodeSystem' ? codeSystems : conceptMaps
  for (const [url, resource] of held) if (resource.id === id) return url
  return undefined
}
