/**
 * `StructureMap/$transform` (operation-structuremap-transform.html): a map of the content, or one that the request brings, on the
 * content that it brings. Nothing is kept, and nothing that is kept is read. What is no resource (a case record, a logical model) goes
 * in and comes out as a Binary of JSON.
 */
import { issue } from '../fhir/outcome.ts'
import { isObject, isResource, list } from '../fhir/resource.ts'
import type { Resource } from '../fhir/resource.ts'
import type { Compiled, CompiledMap } from '../mapping/compile.ts'
import { parseMap } from '../mapping/parse.ts'
import { readStructureMap } from '../mapping/resource/read.ts'
import { runMap } from '../mapping/run.ts'
import type { Actor } from '../partners/actor.ts'
import { refused } from './answers.ts'
import type { Answer } from './gateway.ts'
import type { Ground } from './ground.ts'

export type Transforming = {
  /** The map by its id, where its own address was asked. */
  readonly id?: string
  /** The map by its URL, where the query names it. */
  readonly source?: string
  /** A Parameters resource, or the content itself. */
  readonly body: unknown
}

const jsonType = 'application/json'

export function transform(ground: Ground, actor: Actor, asked: Transforming): Answer {
  if (!isResource(asked.body))
    return refused(400, issue('structure', 'A Parameters resource, or the content itself, is needed.'))
  const given = asked.body.resourceType === 'Parameters' ? parametersOf(asked.body) : { content: asked.body }
  const { content, map, source = asked.source } = { source: undefined, map: undefined, ...given }
  if (!content) return wrong('required', 'There is no content to transform.', 'content')
  const input = contentOf(content)
  if (input === undefined) return wrong('structure', `The Binary holds no JSON as ${jsonType}.`, 'content')
  const compiled = mapFor(ground, { map, source: asked.id ?? source })
  if (!compiled) return notHeld()
  if (compiled.kind === 'invalid') return invalid(compiled)
  return result(compiled.map, input, ground, actor)
}

type Given = { content?: Resource | undefined; map?: Resource | undefined; source?: string | undefined }

function parametersOf(parameters: Resource): Given {
  const all = list<unknown>(parameters['parameter']).filter(isObject)
  const named = (name: string) => all.find((one) => one['name'] === name)
  const resource = (name: string): Resource | undefined => {
    const value = named(name)?.['resource']
    return isResource(value) ? value : undefined
  }
  const source = named('source')?.['valueUri']
  return {
    content: resource('content'),
    // R4 knows only `source`; `srcMap` is what R5 calls a map that the request brings.
    map: resource('srcMap'),
    source: typeof source === 'string' ? source : undefined,
  }
}

/** The JSON of a Binary, else the resource itself. */
function contentOf(content: Resource): unknown {
  if (content.resourceType !== 'Binary') return content
  const { contentType, data } = content
  if (contentType !== jsonType || typeof data !== 'string') return undefined
  try {
    return JSON.parse(Buffer.from(data, 'base64').toString('utf8'))
  } catch {
    return undefined
  }
}

function mapFor(
  { content }: Ground,
  { map, source }: { map: Resource | undefined; source: string | undefined },
): Compiled | undefined {
  if (!map) return source === undefined ? undefined : content.transformMaps.named(source)
  const read = map.resourceType === 'Binary' ? textMap(map) : readStructureMap(map)
  return read.kind === 'invalid' ? read : content.transformMaps.brought(read.map)
}

/** A map in the mapping language itself, as a Binary. */
function textMap({ data }: Resource): ReturnType<typeof parseMap> {
  return parseMap(typeof data === 'string' ? Buffer.from(data, 'base64').toString('utf8') : '')
}

function wrong(code: 'required' | 'structure', text: string, parameter: string): Answer {
  return refused(400, issue(code, text, `Parameters.parameter.where(name = '${parameter}')`))
}

function notHeld(): Answer {
  const text = 'There is no such map here; name one by its url as source, or bring one as srcMap.'
  return refused(404, issue('not-found', text, "Parameters.parameter.where(name = 'source')"))
}

/** Faults of one map that are told. */
const faultsMax = 20

function invalid({ errors }: Compiled & { kind: 'invalid' }): Answer {
  const told = errors.slice(0, faultsMax)
  return refused(
    422,
    ...told.map(({ line, column, message }) =>
      issue(
        'invalid',
        `line ${line}, column ${column}: ${message}`,
        "Parameters.parameter.where(name = 'srcMap')",
      ),
    ),
  )
}

function result(map: CompiledMap, input: unknown, ground: Ground, actor: Actor): Answer {
  const system = ground.directory.byId(actor.partner)?.recordSystem ?? actor.partner
  const mapped = runMap(map, input, {
    newId: ground.newId,
    parameters: { system, custodian: actor.partner },
    fhirpath: { now: ground.clock() },
  })
  if (mapped.kind === 'refused') {
    const { rule, message } = mapped.fault
    const where = rule ? `line ${rule.line} (${rule.rule}): ` : ''
    return refused(422, issue('processing', `The map refuses this content: ${where}${message}`))
  }
  const [only] = mapped.output
  if (mapped.output.length === 1 && only) return { status: 200, body: asResource(only) }
  const entry = mapped.output.map((each) => ({ resource: asResource(each) }))
  return { status: 200, body: { resourceType: 'Bundle', type: 'collection', entry } as Resource }
}

function asResource(value: Readonly<Record<string, unknown>>): Resource {
  if (isResource(value)) return value
  const data = Buffer.from(JSON.stringify(value)).toString('base64')
  return { resourceType: 'Binary', contentType: jsonType, data } as Resource
}
