/** policies/exchange.json, parsed: where things go by themselves. A malformed file is an error when it is loaded. */
import assert from 'node:assert/strict'
import { isObject } from '../fhir/resource.ts'

export type ExchangePolicy = {
  readonly referral: {
    readonly purpose: string
    readonly statusCategories: string[]
    readonly statusReplaces: string[]
  }
  readonly plan: {
    readonly purposes: string[]
    readonly categories: string[]
    readonly recipientKinds: string[]
    readonly planIntents: string[]
    readonly planStatuses: string[]
    readonly triggeredBy: string[]
    /** How far references are followed, and how many resources one packet holds. */
    readonly depthMax: number
    readonly resourcesMax: number
  }
  readonly report: { readonly types: string[] }
  readonly identity: { readonly decidesLinks: string[] }
}

export function parseExchangePolicy(json: unknown): ExchangePolicy {
  const file = section(json, 'exchange.json')
  const referral = section(file['referral'], 'referral')
  const plan = section(file['plan'], 'plan')
  const names = (of: Record<string, unknown>, name: string): string[] => {
    const value = of[name]
    assert(
      Array.isArray(value) && value.every((each) => typeof each === 'string'),
      `exchange.json: ${name} is a list of words`,
    )
    return value
  }
  const number = (name: string): number => {
    const value = plan[name]
    assert(
      Number.isInteger(value) && Number(value) > 0,
      `exchange.json: plan.${name} is a whole number above 0`,
    )
    return Number(value)
  }
  assert(typeof referral['purpose'] === 'string', 'exchange.json: referral.purpose is a word')
  return {
    referral: {
      purpose: referral['purpose'],
      statusCategories: names(referral, 'statusCategories'),
      statusReplaces: names(referral, 'statusReplaces'),
    },
    plan: {
      purposes: names(plan, 'purposes'),
      categories: names(plan, 'categories'),
      recipientKinds: names(plan, 'recipientKinds'),
      planIntents: names(plan, 'planIntents'),
      planStatuses: names(plan, 'planStatuses'),
      triggeredBy: names(plan, 'triggeredBy'),
      depthMax: number('depthMax'),
      resourcesMax: number('resourcesMax'),
    },
    report: { types: names(section(file['report'], 'report'), 'types') },
    identity: { decidesLinks: names(section(file['identity'], 'identity'), 'decidesLinks') },
  }
}

function section(value: unknown, name: string): Record<string, unknown> {
  assert(isObject(value), `exchange.json: ${name} is missing`)
  return value
}
