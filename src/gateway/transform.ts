/**
 * `StructureMap/$transform` (http://hl7.org/fhir/R4/structuremap-operation-transform.html): content that is sent goes through a map of
 * the content in force. A pure computation: nothing is kept, and nothing that is kept is read. A case record, which is no resource,
 * goes in and comes out as a Binary of JSON. Maps that a request brings are not run: FHIRPath within FHIRPath takes time without bound.
 */
import { issue, outcome } from '../fhir/outcome.ts'
import { parseJson } from '../fhir/json.ts'
import { isObject, isResource } from '../fhir/resource.ts'
import type { BundleEntry, Issue, Resource } from '../fhir/resource.ts'
import { expressionOf, faultsToIssues } from '../intake/outcome.ts'
import type { CompiledMap } from '../mapping/compile.ts'
import { runMap } from '../mapping/run.ts'
import type { Actor } from '../partners/actor.ts'
import { answering, notFound, refused, Refusal } from './answers.ts'
import { reasonText, RecordMapError, refusal } from './content-maps.ts'
import { toIssue } from './checks.ts'
import type { CheckFinding } from './checks.ts'
import type { Answer } from './door.ts'
import type { Ground } from './ground.ts'
import { bundleOfRecord, envelopeOf } from './record-bundle.ts'
import type { TransformMap } from './transform-maps.ts'

export type Transforming = {
  /** The map by its id, where its own address was asked. */
  readonly id?: string
  /** The map by its URL. */
  readonly source?: string
  readonly content: Resource
  /** Whether the answer tells too what did not arrive. */
  readonly report: boolean
}

type Unmapped = readonly { readonly pointer: string; readonly reason: string }[]

type Transformed = {
  readonly result: Resource
  readonly unmapped: Unmapped
  /** Type or root of what the pointers lead into. */
  readonly root: string
  readonly further?: readonly Issue[]
}

export function transform(ground: Ground, actor: Actor, asked: Transforming): Promise<Answer> {
  return answering(async () => {
    const { id, source = '', content, report } = asked
    const { byId, byUrl } = ground.content.transformMaps
    const map = id === undefined ? byUrl(source) : byId(id)
    if (!map) return id === undefined ? unknownMap() : notFound('StructureMap', id)
    const made = carriedOut(content, () => runFor(ground, actor, map, content))
    const headers = { 'X-Throughline-Unmapped': String(made.unmapped.length) }
    if (!report) return { status: 200, body: made.result, headers }
    const parameter = [
      { name: 'return', resource: made.result },
      { name: 'outcome', resource: outcome(...told(made)) },
    ]
    return { status: 200, body: { resourceType: 'Parameters', parameter }, headers }
  })
}

function unknownMap(): Answer {
  const text = 'There is no such map here; name one of the content by its url.'
  return refused(404, issue('not-found', text, "Parameters.parameter.where(name = 'source')"))
}

/** What a map refuses is a fault of the content here, not of the gateway. */
function carriedOut(content: Resource, run: () => Transformed): Transformed {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof RecordMapError) || error.code !== 'map-refused') throw error
    throw wrongContent('processing', `The map refuses this content: ${error.message}`, content.resourceType)
  }
}

function wrongContent(code: string, text: string, expression: string): Refusal {
  return new Refusal(refused(422, issue(code, text, expression)))
}

function runFor(ground: Ground, actor: Actor, map: TransformMap, content: Resource): Transformed {
  const context = {
    custodian: actor.partner,
    system: ground.directory.byId(actor.partner)?.recordSystem ?? actor.partner,
    newId: ground.newId,
  }
  switch (map.kind) {
    case 'case-record':
      return fromRecord(ground, content, context)
    case 'fhir-record':
      return toRecord(ground, content, context)
    case 'whole':
      return byMap(ground, map.map, content, context)
    case 'part':
      throw new Refusal(
        refused(
          422,
          issue(
            'not-supported',
            'This map is a part of others: ask for the map that imports it.',
            'Parameters',
          ),
        ),
      )
  }
}

type Context = { readonly custodian: string; readonly system: string; readonly newId: () => string }

function fromRecord(ground: Ground, content: Resource, context: Context): Transformed {
  const checked = ground.content.checkRecord(recordIn(content))
  if (checked.kind === 'faults')
    throw new Refusal({ status: 422, body: outcome(...faultsToIssues(checked.faults)) })
  const mapped = ground.content.mapRecord(checked.record, context)
  const result = bundleOfRecord(mapped, checked.record.record, context.system)
  return { result, unmapped: mapped.unmapped, root: 'CaseRecord' }
}

const jsonType = 'application/json'

/** The JSON of a Binary. */
function recordIn({ resourceType, contentType, data: encoded }: Resource): unknown {
  const isJson = typeof contentType === 'string' && contentType.split(';')[0]?.trim() === jsonType
  if (resourceType !== 'Binary' || !isJson || typeof encoded !== 'string') {
    const text = `This map takes a case record: a Binary with the contentType ${jsonType} and the record as data.`
    throw wrongContent('structure', text, resourceType)
  }
  const parsed = parseJson(Buffer.from(encoded, 'base64').toString('utf8'))
  if (parsed.kind === 'ok') return parsed.value
  const text = `The record is no JSON: line ${parsed.line}, column ${parsed.column}: ${parsed.text}`
  throw wrongContent('structure', text, 'Binary.data')
}

function toRecord(ground: Ground, content: Resource, context: Context): Transformed {
  const { mapFhir, checkRecord } = ground.content
  if (!mapFhir) throw new Refusal(unknownMap())
  const entries = entriesOf(content)
  needForm(ground, content)
  const envelope = envelopeOf(content, { custodian: context.custodian, now: ground.clock() })
  const { record, unmapped } = mapFhir(entries, { ...context, envelope })
  const checked = checkRecord(record)
  const faults = checked.kind === 'faults' ? faultsToIssues(checked.faults) : []
  const further = faults.map((fault): Issue => ({ ...fault, severity: 'warning' }))
  return { result: binaryOf(record), further, ...placed(content, unmapped) }
}

/** Maps rest on the form of FHIR: what has another is refused here, by the finding that a write would get. */
function needForm(ground: Ground, content: Resource): void {
  const faults = ground.content.check(content, { at: ground.clock() }).filter(isOfForm)
  if (faults.length > 0) throw new Refusal({ status: 422, body: outcome(...faults.map(toIssue)) })
}

function isOfForm({ severity, code }: CheckFinding): boolean {
  return code === 'structure' && (severity === 'error' || severity === 'fatal')
}

function entriesOf(content: Resource): BundleEntry[] {
  if (content.resourceType !== 'Bundle') return [{ resource: content }]
  const entries: unknown = content['entry'] ?? []
  if (!Array.isArray(entries))
    throw wrongContent('structure', 'The entries of a Bundle are a list.', 'Bundle.entry')
  return entries.map((entry: unknown, index): BundleEntry => {
    const resource = isObject(entry) ? entry['resource'] : undefined
    if (isObject(entry) && isResource(resource)) return { ...entry, resource }
    throw wrongContent('structure', 'Each entry needs a resource.', `Bundle.entry[${index}]`)
  })
}

/** Where one resource was sent, the pointers lead into the Bundle that was made around it. */
function placed({ resourceType }: Resource, unmapped: Unmapped): Pick<Transformed, 'unmapped' | 'root'> {
  const around = '/entry/0/resource'
  if (resourceType === 'Bundle') return { unmapped, root: resourceType }
  return {
    unmapped: unmapped.map(({ pointer, reason }) => ({
      pointer: pointer.startsWith(around) ? pointer.slice(around.length) : pointer,
      reason,
    })),
    root: resourceType,
  }
}

function binaryOf(value: Readonly<Record<string, unknown>>): Resource {
  const encoded = Buffer.from(JSON.stringify(value)).toString('base64')
  return { resourceType: 'Binary', contentType: jsonType, data: encoded }
}

function byMap(
  ground: Ground,
  map: CompiledMap,
  content: Resource,
  { newId, ...parameters }: Context,
): Transformed {
  needForm(ground, content)
  const mapped = runMap(map, content, { newId, parameters, fhirpath: { now: ground.clock() } })
  if (mapped.kind === 'refused') throw refusal(mapped.fault)
  const made = mapped.output.map((each) => (isResource(each) ? each : binaryOf(each)))
  const [only] = made
  const entry = made.map((resource) => ({ resource }))
  return {
    result: only && made.length === 1 ? only : { resourceType: 'Bundle', type: 'collection', entry },
    unmapped: mapped.unmapped.map(({ pointer, reason }) => ({ pointer, reason: reasonText(reason) })),
    root: content.resourceType,
    further: mapped.log.map(({ message }) => information(message)),
  }
}

/** The report: what did not arrive, and what else there is to say; an OperationOutcome says at least one thing. */
function told({ unmapped, root, further = [] }: Transformed): Issue[] {
  const lost = unmapped.map(({ pointer, reason }) =>
    information(`${pointer}: ${reason}`, expressionOf(pointer, root)),
  )
  const all = [...lost, ...further]
  return all.length > 0 ? all : [information('Everything arrived.')]
}

function information(diagnostics: string, ...expression: string[]): Issue {
  return { ...issue('informational', diagnostics, ...expression), severity: 'information' }
}
