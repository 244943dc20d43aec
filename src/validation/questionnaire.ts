/**
 * A QuestionnaireResponse against its Questionnaire, where the caller holds it (FHIR R4 questionnaireresponse.html#link):
 * its items are those of the questionnaire, in their order and places, answered as often and by such values as it asks for.
 */
import { isObject } from '../fhir/resource.ts'
import { withoutVersion } from '../fhir/definitions.ts'
import { answerFault, type Question } from './answers.ts'
import { read, readList, readObjects, readString, type Json } from './json.ts'
import type { Item, Test } from './program.ts'
import { enabledTest, extensionInteger, type IsEnabled } from './questions.ts'
import { report, type Fault, type Scope } from './run.ts'
import { defined, quoted, times } from './wording.ts'

/** Answers that may still come: what is missing from these is no fault. */
const UNFINISHED = new Set(['in-progress', 'stopped', 'entered-in-error'])

type Asking = {
  readonly add: (path: string, fault: Omit<Fault, 'below'>) => void
  readonly questionnaire: Json
  readonly scope: Scope
  readonly linkIds: ReadonlySet<string>
  readonly isEnabled: IsEnabled
  readonly isFinished: boolean
}

export const questionnaireTest: Test = (item, scope) => {
  const response = item.value
  if (!isObject(response) || readString(response, 'resourceType') !== 'QuestionnaireResponse') return
  const canonical = readString(response, 'questionnaire')
  if (canonical === undefined) return
  const questionnaire = questionnaireOf(canonical, scope)
  if (!questionnaire) {
    if (canonical.startsWith('#') || scope.run.options.resolve) reportUnknown(item, scope, canonical)
    return
  }
  const asking: Asking = {
    add: (below, fault) => {
      report(item, scope, { ...fault, ...(below === '' ? {} : { below }) })
    },
    questionnaire,
    scope,
    linkIds: linkIdsOf(questionnaire),
    isEnabled: enabledTest(response),
    isFinished: !UNFINISHED.has(readString(response, 'status') ?? ''),
  }
  checkItems(readObjects(questionnaire, 'item'), response, '', asking)
}

/** The questionnaire that a canonical names, of the version that it names. */
function questionnaireOf(canonical: string, scope: Scope): Json | undefined {
  const found = scope.resolve(canonical) ?? scope.resolve(withoutVersion(canonical))
  if (!isObject(found) || readString(found, 'resourceType') !== 'Questionnaire') return undefined
  const version = /\|([^|]+)$/.exec(canonical)?.[1]
  const held = readString(found, 'version')
  return version === undefined || held === undefined || held === version ? found : undefined
}

function reportUnknown(item: Item, scope: Scope, canonical: string): void {
  const text = `The questionnaire ${quoted(canonical)} is not held here, so nobody has checked the answers against it; publish it here or correct its url.`
  report(item, scope, { severity: 'warning', code: 'not-found', rule: 'questionnaire-unknown', text })
}

function linkIdsOf(questionnaire: Json): Set<string> {
  const linkIds = new Set<string>()
  const visit = (host: Json): void => {
    for (const item of readObjects(host, 'item')) {
      linkIds.add(readString(item, 'linkId') ?? '')
      visit(item)
    }
  }
  visit(questionnaire)
  return linkIds
}

/** A question that enables another is in the questionnaire (FHIR R4 questionnaire.html, enableWhen). */
export const enableWhenTest: Test = (item, scope) => {
  if (!isObject(item.value) || readString(item.value, 'resourceType') !== 'Questionnaire') return
  const linkIds = linkIdsOf(item.value)
  const visit = (host: Json, path: string): void => {
    readObjects(host, 'item').forEach((question, index) => {
      const below = join(path, `item[${String(index)}]`)
      readObjects(question, 'enableWhen').forEach((condition, number) => {
        const linkId = readString(condition, 'question')
        const text = linkId === undefined ? undefined : enablingFault(linkId, question, linkIds)
        if (text === undefined) return
        const at = `${below}.enableWhen[${String(number)}].question`
        report(item, scope, { code: 'structure', rule: 'questionnaire-item', text, below: at })
      })
      visit(question, below)
    })
  }
  visit(item.value, '')
}

function enablingFault(linkId: string, question: Json, linkIds: ReadonlySet<string>): string | undefined {
  if (!linkIds.has(linkId))
    return `The questionnaire has no item ${quoted(linkId)}, which is to enable this one; correct it.`
  if (readString(question, 'linkId') === linkId) return 'An item cannot enable itself; refer to another.'
  if (!linkIdsOf(question).has(linkId)) return undefined
  return `The item ${quoted(linkId)} stands in this one and cannot enable it; refer to another.`
}

type Given = { readonly item: Json; readonly path: string }

/** The items of a response, a group or an answer against the questions that may stand there. */
function checkItems(questions: readonly Question[], host: Json, path: string, asking: Asking): void {
  const given = readList(host, 'item').flatMap((item, index): Given[] =>
    isObject(item) ? [{ item, path: join(path, `item[${String(index)}]`) }] : [],
  )
  const order = new Map(questions.map((question, index) => [readString(question, 'linkId') ?? '', index]))
  const byLinkId = new Map<string, Given[]>()
  let last = -1
  for (const each of given) {
    const linkId = readString(each.item, 'linkId') ?? ''
    const same = byLinkId.get(linkId)
    if (same) same.push(each)
    else byLinkId.set(linkId, [each])
    const index = order.get(linkId)
    if (index === undefined) reportStray(linkId, each.path, asking)
    else if (index < last) {
      const text = 'This item stands out of the order of the questionnaire; move it up.'
      asking.add(each.path, { code: 'structure', rule: 'questionnaire-order', text })
    }
    last = Math.max(last, index ?? -1)
  }
  for (const question of questions)
    checkQuestion(question, byLinkId.get(readString(question, 'linkId') ?? '') ?? [], path, asking)
}

function reportStray(linkId: string, path: string, asking: Asking): void {
  const text = asking.linkIds.has(linkId)
    ? `The item ${quoted(linkId)} stands elsewhere in the questionnaire; move it there.`
    : `The questionnaire has no item ${quoted(linkId)}; correct its linkId or remove it.`
  asking.add(path, { code: 'structure', rule: 'questionnaire-item', text })
}

function checkQuestion(question: Question, own: readonly Given[], path: string, asking: Asking): void {
  const linkId = readString(question, 'linkId') ?? ''
  const type = readString(question, 'type') ?? ''
  const repeats = read(question, 'repeats') === true
  if (!asking.isEnabled(question)) {
    for (const each of own) reportDisabled(each, linkId, asking)
    return
  }
  const [first, second] = own
  if (!first) {
    if (type !== 'display' && read(question, 'required') === true) reportMissing(linkId, path, asking)
    return
  }
  if (second && !repeats) {
    const text = `The item ${quoted(linkId)} is there ${times(own.length)}; give it once.`
    asking.add(second.path, { code: 'structure', rule: 'questionnaire-repeats', text })
  }
  for (const each of own) {
    checkText(question, each, asking)
    if (type === 'group' || type === 'question') checkGroup(question, each, asking)
    else if (type === 'display') checkDisplay(each, asking)
    else checkAnswers(question, each, asking)
  }
}

function reportDisabled({ item, path }: Given, linkId: string, asking: Asking): void {
  if (readList(item, 'answer').length + readList(item, 'item').length === 0) return
  const text = `The item ${quoted(linkId)} is answered, though another answer disables it; remove it.`
  asking.add(path, { code: 'structure', rule: 'questionnaire-disabled', text })
}

/** HL7's validator asks that the text of an item be that of its question; FHIR does not. */
function checkText(question: Question, { item, path }: Given, asking: Asking): void {
  const text = readString(item, 'text')
  if (
    asking.scope.run.options.toolPolicy !== true ||
    text === undefined ||
    text === readString(question, 'text')
  )
    return
  const sentence = 'The text of the item is not that of its question; make them agree or leave it out.'
  asking.add(path, { code: 'invalid', rule: 'questionnaire-text', text: sentence })
}

function reportMissing(linkId: string, path: string, asking: Asking): void {
  if (!asking.isFinished) return
  const text = `The required item ${defined(linkId)} has no answer; answer it.`
  asking.add(path, { code: 'required', rule: 'questionnaire-required', text })
}

function checkGroup(question: Question, { item, path }: Given, asking: Asking): void {
  if (readList(item, 'answer').length > 0) {
    const text = 'A group has items, not answers; give its items without answer.'
    asking.add(path, { code: 'structure', rule: 'questionnaire-nesting', text })
  }
  checkItems(readObjects(question, 'item'), item, path, asking)
}

function checkDisplay({ item, path }: Given, asking: Asking): void {
  if (readList(item, 'answer').length + readList(item, 'item').length === 0) return
  const text = 'This item only shows a text; it takes no answer.'
  asking.add(path, { code: 'structure', rule: 'questionnaire-nesting', text })
}

function checkAnswers(question: Question, { item, path }: Given, asking: Asking): void {
  const linkId = readString(question, 'linkId') ?? ''
  const answers = readList(item, 'answer').filter(isObject)
  if (readList(item, 'item').length > 0) {
    const text = 'The items below a question stand in its answer; move them there.'
    asking.add(path, { code: 'structure', rule: 'questionnaire-nesting', text })
  }
  if (answers.length === 0 && read(question, 'required') === true) reportMissing(linkId, path, asking)
  checkCount(question, answers.length, path, asking)
  const count = answers.length
  answers.forEach((answer, index) => {
    const below = `${path}.answer[${String(index)}]`
    for (const fault of answerFault(
      question,
      { answer, count, questionnaire: asking.questionnaire },
      asking.scope,
    )) {
      const { at, ...told } = fault
      asking.add(at === undefined ? below : `${below}.${at}`, told)
    }
    checkItems(readObjects(question, 'item'), answer, below, asking)
  })
}

function checkCount(question: Question, count: number, path: string, asking: Asking): void {
  const repeats = read(question, 'repeats') === true
  const most = extensionInteger(question, 'maxOccurs') ?? (repeats ? Infinity : 1)
  const least = extensionInteger(question, 'minOccurs') ?? 0
  if (count > most) {
    const text = `The item may have ${String(most)} ${most === 1 ? 'answer' : 'answers'}, and has ${String(count)}; remove the others.`
    asking.add(path, { code: 'structure', rule: 'questionnaire-repeats', text })
  }
  if (count < least && asking.isFinished) {
    const text = `The item must have at least ${String(least)} answers, and has ${String(count)}; answer it.`
    asking.add(path, { code: 'required', rule: 'questionnaire-required', text })
  }
}

function join(path: string, step: string): string {
  return path === '' ? step : `${path}.${step}`
}
