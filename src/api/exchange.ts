/** The doors that are not FHIR: case records in, links to confirm, deliveries to look after, recalls to answer. JSON. */
import type { Answer, Gateway } from '../gateway/gateway.ts'
import { reportLines } from './record-lines.ts'
import { unknownParameters } from './route.ts'
import type { AskedBy, Ground, PartnerRoute } from './route.ts'

export const exchangeRoutes: readonly PartnerRoute[] = [
  {
    method: 'POST',
    path: '/intake/case-records',
    reads: 'json-or-lines',
    needs: ['c', 'u'],
    answer: ask(takeRecords),
  },
  {
    method: 'GET',
    path: '/identity/links',
    reads: 'nothing',
    needs: ['r', 's'],
    answer: ask(({ links }, { actor }) => links.list(actor)),
  },
  decideLink('$confirm', ({ links }, { actor, parameters }) => links.confirm(actor, parameters['id'] ?? '')),
  decideLink('$refuse', ({ links }, { actor, parameters }) => links.refuse(actor, parameters['id'] ?? '')),
  decideLink('$undo', ({ links }, { actor, parameters }) => links.undo(actor, parameters['id'] ?? '')),
  {
    method: 'GET',
    path: '/deliveries',
    reads: 'nothing',
    needs: ['r', 's'],
    answer: ask(({ deliveries }, { actor }) => deliveries.list(actor)),
  },
  {
    method: 'POST',
    path: '/deliveries/:id/$replay',
    reads: 'optional-json',
    needs: ['u'],
    answer: ask(({ deliveries }, { actor, parameters }) => deliveries.replay(actor, parameters['id'] ?? '')),
  },
  {
    method: 'GET',
    path: '/recalls',
    reads: 'nothing',
    needs: ['r', 's'],
    answer: async (asked, { gateway }) =>
      unknownParameters(asked, 'state', 'resource', 'recipient') ??
      (await gateway.recalls.list(asked.actor, asked.query)),
  },
  {
    method: 'GET',
    path: '/recalls/:id',
    reads: 'nothing',
    needs: ['r'],
    answer: ask(({ recalls }, { actor, parameters }) => recalls.read(actor, parameters['id'] ?? '')),
  },
  {
    method: 'POST',
    path: '/recalls/:id/$answer',
    reads: 'json',
    needs: ['u'],
    answer: ask(({ recalls }, { actor, parameters, body }) =>
      recalls.answer(actor, parameters['id'] ?? '', body),
    ),
  },
]

type Question = (gateway: Gateway, asked: AskedBy) => Promise<Answer>

function ask(question: Question): PartnerRoute['answer'] {
  return async (asked, { gateway }: Ground) => unknownParameters(asked) ?? (await question(gateway, asked))
}

async function takeRecords({ receive }: Gateway, { actor, body, lines, caught }: AskedBy): Promise<Answer> {
  const submit = (record: unknown): Promise<Answer> => receive.caseRecord(actor, record)
  return lines === undefined
    ? await submit(body)
    : { status: 200, lines: reportLines(lines, { submit, caught }) }
}

function decideLink(operation: string, question: Question): PartnerRoute {
  const path = `/identity/links/:id/${operation}`
  return { method: 'POST', path, reads: 'optional-json', needs: ['u'], answer: ask(question) }
}
