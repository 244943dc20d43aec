/**
 * What ajv found, as a sentence for people: expectations come from the schema (allowed codes, descriptions), never from
 * the value. Pure.
 */
import type { ErrorObject } from 'ajv'
import { isObject } from '../fhir/resource.ts'
import { isShown, pointerStep } from './fault.ts'
import type { Fault } from './fault.ts'
import { nearest } from './nearest.ts'

const ARTICLES: Readonly<Record<string, string>> = {
  array: 'a list in [ ]',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  object: 'an object in { }',
  string: 'a text in double quotes',
}

/** The fault for one error of ajv (which must run with `verbose`). */
export function faultOf(error: ErrorObject): Fault {
  const { keyword, instancePath, params } = error
  if (keyword === 'required') {
    const name = String(params['missingProperty'])
    return { pointer: instancePath + pointerStep(name), rule: keyword, text: missing(error, name) }
  }
  if (keyword === 'additionalProperties') return unknownField(error, String(params['additionalProperty']))
  return { pointer: instancePath, rule: keyword, text: sentence(error) + meaning(error) }
}

function missing(error: ErrorObject, name: string): string {
  const field = propertiesOf(error)[name]
  const description = isObject(field) ? field['description'] : undefined
  return `The field \`${name}\` is missing: add it.${typeof description === 'string' ? ` Expected: ${lowerFirst(description)}` : ''}`
}

function unknownField(error: ErrorObject, name: string): Fault {
  const known = Object.keys(propertiesOf(error))
  const rule = 'additionalProperties'
  if (!isShown(name)) {
    const text = `There is a field here whose name is not known (and not shown, since it may be a person's words): remove it.`
    return { pointer: error.instancePath, rule, text }
  }
  const near = nearest(name, known)
  const advice =
    near === undefined ? `remove it, or use one of: ${known.join(', ')}.` : `did you mean \`${near}\`?`
  return {
    pointer: error.instancePath + pointerStep(name),
    rule,
    text: `The field \`${name}\` is not known here: ${advice}`,
  }
}

function sentence({ keyword, params, schema, data }: ErrorObject): string {
  const limit = String(params['limit'])
  switch (keyword) {
    case 'type':
      return `This has the wrong type: write ${ARTICLES[String(params['type'])] ?? String(params['type'])}.`
    case 'enum':
      return notAllowed(schema, data)
    case 'format':
      return `This is not a valid ${String(params['format'])}: write it in the form asked for.`
    case 'pattern':
      return `This does not have the form asked for (${String(params['pattern'])}): write it so.`
    case 'minLength':
      return `This text has fewer than ${limit} characters: fill it in, or leave the field out.`
    case 'maxLength':
      return `This text has more than ${limit} characters: shorten it.`
    case 'minItems':
      return `This list has fewer than ${limit} items: add one, or leave the field out.`
    case 'maxItems':
      return `This list has more than ${limit} items: shorten it.`
    case 'uniqueItems':
      return `Items ${String(params['j'])} and ${String(params['i'])} of this list are the same: remove one of them.`
    case 'minimum':
    case 'maximum':
      return `This number must be ${String(params['comparison'])} ${limit}: correct it.`
    default:
      return `This breaks the rule \`${keyword}\` of the schema: correct it.`
  }
}

function notAllowed(allowed: unknown, value: unknown): string {
  const codes = Array.isArray(allowed) ? allowed.map(String) : []
  // The suggestion is one of the schema's own codes; the value itself is not shown.
  const near = typeof value === 'string' ? nearest(value, codes) : undefined
  const hint = near === undefined ? '' : ` (perhaps \`${near}\`)`
  return `This is not one of the allowed codes: write one of ${codes.join(', ')}${hint}.`
}

/** What the field means, where that helps to mend it. */
function meaning({ keyword, parentSchema }: ErrorObject): string {
  const description = parentSchema?.['description']
  const helps = keyword !== 'enum' && keyword !== 'uniqueItems'
  return helps && typeof description === 'string' ? ` Expected: ${lowerFirst(description)}` : ''
}

function propertiesOf(error: ErrorObject): Record<string, unknown> {
  const properties: unknown = error.parentSchema?.['properties']
  return isObject(properties) ? properties : {}
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
