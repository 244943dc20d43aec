/** Puts the sections of the report into a FHIR document: a Bundle that begins with its Composition (R4, documents). Pure. */
import { CODE, SYSTEM } from '../fhir/codes.ts'
import { list } from '../fhir/resource.ts'
import type { Bundle, Coding, Identifier, Resource } from '../fhir/resource.ts'
import type { ReportRequest } from './compliance.ts'
import { phaseOf } from './mandate.ts'
import { dateText, fields, narrative } from './narrative.ts'
import type { Section } from './section.ts'
import { coded, titleOf } from './words.ts'

/** The document with these sections; everything that it refers to is in it. */
export function documentOf(
  request: ReportRequest,
  sections: readonly Section[],
  security: readonly Coding[],
): Bundle {
  const { at, author, base, custodian, newId, participant, sources } = request
  const composition = compositionOf(request, sections, security)
  const entries = unique([
    composition,
    participant,
    author,
    custodian,
    ...sources,
    ...sections.flatMap(({ observations }) => observations),
  ])
  const id = newId('Bundle')
  return {
    resourceType: 'Bundle',
    id,
    ...metaOf(security),
    identifier: { system: `${base}/Bundle`, value: id },
    type: 'document',
    timestamp: at,
    entry: entries.map((resource) => ({ fullUrl: `${base}/${keyOf(resource)}`, resource })),
  }
}

function compositionOf(
  request: ReportRequest,
  sections: readonly Section[],
  security: readonly Coding[],
): Resource {
  const { at, author, custodian, hearing, newId, participant, period, sources } = request
  const type = coded(SYSTEM.documentKind, CODE.documentKind.complianceReport, 'Compliance report to a court')
  const hearingCode = coded(SYSTEM.mandateCondition, CODE.mandateCondition.hearing, 'Appear at hearings')
  const id = newId('Composition')
  return {
    resourceType: 'Composition',
    id,
    ...metaOf(security),
    text: narrative(fields(headOf(request))),
    identifier: { system: `${request.base}/Composition`, value: id },
    status: 'final',
    type: { coding: [type] },
    subject: { reference: keyOf(participant) },
    date: at,
    author: unique([author, ...sources]).map(referenceTo),
    title: 'Compliance report',
    confidentiality: confidentialityOf(security),
    custodian: referenceTo(custodian),
    event: [
      { period: { start: period.start, end: period.end } },
      ...(hearing === undefined
        ? []
        : [{ code: [{ coding: [hearingCode] }], period: { start: hearing, end: hearing } }]),
    ],
    section: sections.map(({ code, content, observations }) => ({
      title: titleOf(code),
      code: { coding: [code] },
      text: narrative(content),
      ...(observations.length > 0 && { entry: observations.map((each) => ({ reference: keyOf(each) })) }),
    })),
  }
}

/** Whom and what the report is about, as the court itself records it, and where the rest comes from. */
function headOf({
  at,
  custodian,
  hearing,
  mandate,
  participant,
  period,
  sources,
}: ReportRequest): [string, string][] {
  const phase = phaseOf(mandate.plan)
  return [
    ['Participant', nameOf(participant)],
    ['Docket', docketsOf(mandate.plan, participant).join(', ')],
    ['Court', titleOfOrganization(custodian)],
    ...(phase ? [['Phase', titleOf(phase)] as [string, string]] : []),
    ['Period', `${dateText(period.start)} to ${dateText(period.end)}`],
    ...(hearing === undefined ? [] : [['Hearing', dateText(hearing)] as [string, string]]),
    ['Compiled', dateText(at)],
    ...(sources.length === 0
      ? []
      : [['Information from', sources.map(titleOfOrganization).join(', ')] as [string, string]]),
  ]
}

type HumanName = { text?: string; family?: string; given?: string[] }

function nameOf(participant: Resource): string {
  const [name] = list<HumanName>(participant['name'])
  return name?.text ?? [...(name?.given ?? []), name?.family ?? ''].join(' ').trim()
}

function docketsOf(plan: Resource, participant: Resource): string[] {
  const own = list<Identifier>(plan['identifier'])
  const identifiers = own.length > 0 ? own : list<Identifier>(participant['identifier'])
  return [...new Set(identifiers.flatMap(({ value }) => value ?? []))]
}

function titleOfOrganization(organization: Resource): string {
  return typeof organization['name'] === 'string' ? organization['name'] : (organization.id ?? '')
}

function referenceTo(organization: Resource): { reference: string; display: string } {
  return { reference: keyOf(organization), display: titleOfOrganization(organization) }
}

function confidentialityOf(security: readonly Coding[]): string {
  const label = security.find(({ system }) => system === SYSTEM.v3Confidentiality)
  return label?.code ?? CODE.v3Confidentiality.restricted
}

function metaOf(security: readonly Coding[]): { meta?: { security: Coding[] } } {
  return security.length > 0 ? { meta: { security: [...security] } } : {}
}

function unique(resources: readonly Resource[]): Resource[] {
  return [...new Map(resources.map((resource) => [keyOf(resource), resource])).values()]
}

function keyOf({ resourceType, id }: Resource): string {
  return `${resourceType}/${id ?? ''}`
}
