/**
 * The doors of `$validate`, on a type and on a resource that is here. The resource comes bare, or as the parameter
 * `resource` of Parameters; `mode` and `profile` there or in the address.
 * Source: http://hl7.org/fhir/R4/resource-operation-validate.html
 */
import { issue } from '../fhir/outcome.ts'
import type { Resource } from '../fhir/resource.ts'
import type { Answer, ValidationMode } from '../gateway/gateway.ts'
import { isParameters, pairsOf, parametersOf } from './parameters.ts'
import { refusal, unknownParameters, wrongType } from './route.ts'
import type { AskedBy, Ground, PartnerRoute } from './route.ts'

const instancePath = '/fhir/:type/:id/$validate'

export const validateRoutes: readonly PartnerRoute[] = [
  { method: 'POST', path: '/fhir/:type/$validate', reads: 'optional-json', needs: ['r'], answer: validate },
  { method: 'GET', path: instancePath, reads: 'nothing', needs: ['r'], answer: validate },
  { method: 'POST', path: instancePath, reads: 'optional-json', needs: ['r'], answer: validate },
]

type Mode = { readonly mode?: ValidationMode; readonly profile?: string }
type Refused = { readonly refused: Answer }

async function validate(asked: AskedBy, { gateway }: Ground): Promise<Answer> {
  const { actor, parameters, body } = asked
  const { type = '', id } = parameters
  const { index, isWrapped, resource } = sentIn(body, type)
  const wrong = unknownParameters(asked, 'mode', 'profile') ?? (isWrapped ? unknownNames(body) : undefined)
  if (wrong) return wrong
  const read = readMode(asked, isWrapped)
  if ('refused' in read) return read.refused
  const fault =
    instanceNeeded(id, read.mode, body) ??
    (resource === undefined ? missing(asked, read.mode) : wrongType(resource, type))
  if (fault) return fault
  const answer = await gateway.validate(actor, {
    type,
    ...read,
    ...(id !== undefined && { id }),
    ...(resource !== undefined && { resource: resource as Resource }),
  })
  return index >= 0 ? { ...answer, within: `Parameters.parameter[${String(index)}].resource` } : answer
}

/** The resource that was sent. One of type Parameters is itself to be checked, unless it has a resource in it. */
function sentIn(body: unknown, type: string): { index: number; isWrapped: boolean; resource: unknown } {
  const index = parametersOf(body).findIndex(({ name }) => name === 'resource')
  const isWrapped = index >= 0 || (type !== 'Parameters' && isParameters(body))
  return { index, isWrapped, resource: isWrapped ? parametersOf(body)[index]?.resource : body }
}

/** Nothing was sent: a resource that is here may be meant. */
function missing({ parameters: { id } }: AskedBy, mode: ValidationMode | undefined): Answer | undefined {
  const isWrite = mode === 'create' || mode === 'update'
  if (id !== undefined && !isWrite) return undefined
  return refusal(400, issue('required', 'Send the resource: as the body, or as the parameter `resource`.'))
}

/** resource-operation-validate.html: update and delete are asked of a resource that is here. */
function instanceNeeded(
  id: string | undefined,
  mode: ValidationMode | undefined,
  body: unknown,
): Answer | undefined {
  if (id !== undefined || (mode !== 'update' && mode !== 'delete')) return undefined
  const text = `The mode ${mode} is asked of a resource that is here: [type]/[id]/$validate.`
  return refusal(400, issue('invalid', text, pathOf('mode', body)))
}

const NAMES: readonly unknown[] = ['resource', 'mode', 'profile']

/** Passing a parameter over would check something else than was asked. */
function unknownNames(body: unknown): Answer | undefined {
  const index = parametersOf(body).findIndex(({ name }) => !NAMES.includes(name))
  if (index < 0) return undefined
  const text = 'There is a parameter that $validate does not know; it knows resource, mode and profile.'
  return refusal(400, issue('not-supported', text, `Parameters.parameter[${String(index)}]`))
}

function readMode({ query, body }: AskedBy, isWrapped: boolean): Mode | Refused {
  const parameters = isWrapped ? body : undefined
  const read = (name: string): { value?: string } | Refused => {
    const values = [...query, ...pairsOf(parameters)].filter(([each]) => each === name)
    const given = parametersOf(parameters).filter((each) => each.name === name)
    const [value] = values
    const refuse = (code: string, text: string): Refused => ({
      refused: refusal(400, issue(code, text, pathOf(name, body))),
    })
    if (values.length > 1 || given.length > 1) return refuse('invalid', `Give one ${name}, not several.`)
    if (given.length > values.length) return refuse('value', `The parameter ${name} has no value.`)
    return value ? { value: value[1] } : {}
  }
  const [mode, profile] = [read('mode'), read('profile')]
  if ('refused' in mode) return mode
  if ('refused' in profile) return profile
  if (mode.value !== undefined && !isMode(mode.value)) {
    const text = 'The mode is none of create, update, delete and profile; use one of these, or leave it out.'
    return { refused: refusal(400, issue('code-invalid', text, pathOf('mode', body))) }
  }
  if (mode.value === 'profile' && profile.value === undefined) {
    const text = 'The mode profile needs the parameter profile: the canonical URL of the profile to check by.'
    return { refused: refusal(400, issue('required', text, pathOf('mode', body))) }
  }
  return {
    ...(mode.value !== undefined && { mode: mode.value }),
    ...(profile.value !== undefined && { profile: profile.value }),
  }
}

const MODES: readonly string[] = ['create', 'update', 'delete', 'profile'] satisfies ValidationMode[]

function isMode(mode: string): mode is ValidationMode {
  return MODES.includes(mode)
}

/** A parameter as an expression; one of the address has none, and is named as FHIR's operations name it. */
function pathOf(name: string, body: unknown): string {
  const index = parametersOf(body).findLastIndex((each) => each.name === name)
  return index < 0 ? `Parameters.parameter.where(name = '${name}')` : `Parameters.parameter[${String(index)}]`
}
