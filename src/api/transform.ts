/**
 * The doors of `StructureMap/$transform`, of the type and of one map. The content comes as the parameter `content`, or as the body itself
 * with the map's URL in the query. Source: http://hl7.org/fhir/R4/structuremap-operation-transform.html
 */
import { issue } from '../fhir/outcome.ts'
import { isResource } from '../fhir/resource.ts'
import type { Resource } from '../fhir/resource.ts'
import type { Answer } from '../gateway/gateway.ts'
import { isParameters, pairsOf, parametersOf } from './parameters.ts'
import { refusal, unknownParameters } from './route.ts'
import type { AskedBy, Ground, PartnerRoute } from './route.ts'

export const transformRoutes: readonly PartnerRoute[] = [
  '/fhir/StructureMap/$transform',
  '/fhir/StructureMap/:id/$transform',
].map((path) => ({ method: 'POST', path, reads: 'json', needs: ['r'], answer: transform }))

/** `report` is ours: with it the answer also tells what did not arrive. */
const NAMES: readonly unknown[] = ['source', 'content', 'report']
/** By which a request of R5, or of other servers, brings a map along. */
const BRINGS_MAP: readonly unknown[] = ['map', 'sourceMap', 'srcMap', 'supportingMap']

async function transform(asked: AskedBy, { gateway }: Ground): Promise<Answer> {
  const { actor, body, parameters } = asked
  const { id } = parameters
  const refused = unknownParameters(asked, 'source', 'report') ?? unknownNames(body)
  if (refused) return refused
  const sent = contentIn(body)
  if (!sent) {
    const text = 'Send the content: as the parameter `content`, or as the body with the map in the query.'
    return refusal(400, issue('required', text, pathOf('content')))
  }
  const chosen = chosenBy(asked)
  if ('status' in chosen) return chosen
  const answer = await gateway.transform(actor, {
    ...chosen,
    ...(id !== undefined && { id }),
    content: sent.content,
  })
  return sent.index === undefined
    ? answer
    : { ...answer, within: `Parameters.parameter[${String(sent.index)}].resource` }
}

/** Passing a parameter over would do something else than was asked. */
function unknownNames(body: unknown): Answer | undefined {
  const all = parametersOf(body)
  const index = all.findIndex(({ name }) => !NAMES.includes(name))
  if (index < 0) return undefined
  const text = BRINGS_MAP.includes(all[index]?.name)
    ? 'Maps that a request brings are not run here; name a map of the content as source, or run yours by throughline transform.'
    : '$transform knows the parameters source, content and report.'
  return refusal(400, issue('not-supported', text, `Parameters.parameter[${String(index)}]`))
}

function contentIn(body: unknown): { content: Resource; index?: number } | undefined {
  if (!isParameters(body)) return isResource(body) ? { content: body } : undefined
  const index = parametersOf(body).findIndex(({ name }) => name === 'content')
  const content = parametersOf(body)[index]?.['resource']
  return isResource(content) ? { content, index } : undefined
}

/** The map and the form of the answer: each said once, in the query or in the body. */
function chosenBy({
  query,
  body,
  parameters: { id },
}: AskedBy): { source?: string; report: boolean } | Answer {
  const pairs = [...query, ...pairsOf(body)]
  const given = (name: string): string[] => pairs.flatMap(([each, value]) => (each === name ? [value] : []))
  const [sources, reports] = [given('source'), given('report')]
  const [source] = sources
  const [report = 'false'] = reports
  const isTwice = sources.length > 1 || reports.length > 1
  const contents = parametersOf(body).filter(({ name }) => name === 'content')
  if (isTwice || contents.length > 1)
    return refusal(400, issue('invalid', 'Give each parameter once.', 'Parameters.parameter'))
  if (id !== undefined && source !== undefined)
    return refusal(400, issue('invalid', 'The address names the map: leave source out.', pathOf('source')))
  if (id === undefined && source === undefined)
    return refusal(400, issue('required', 'Name the map: its url as source.', pathOf('source')))
  if (report !== 'true' && report !== 'false')
    return refusal(400, issue('value', 'report is true or false.', pathOf('report')))
  return { ...(source !== undefined && { source }), report: report === 'true' }
}

function pathOf(name: string): string {
  return `Parameters.parameter.where(name = '${name}')`
}
