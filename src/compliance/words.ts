/** What codes are called on paper. Pure. */
import { codingsOf, isObject } from '../fhir/resource.ts'
import type { CodeableConcept, Coding } from '../fhir/resource.ts'

/** The coding of a concept in one code system. */
export function codingIn(concept: unknown, system: string): Coding | undefined {
  return codingsOf(concept).find((coding) => coding.system === system && coding.code !== undefined)
}

/** A coding's display, or its code in words: `group-counseling` is called Group counseling. */
export function titleOf(coding: Coding): string {
  const code = coding.code ?? ''
  // A number, such as LOINC's, is no words.
  return coding.display ?? (/^[a-z]/.test(code) ? capital(code.replaceAll('-', ' ')) : code)
}

/** What a concept is called: by its first coding, else by its text. */
export function conceptTitle(concept: unknown): string | undefined {
  const [first] = codingsOf(concept)
  if (first) return titleOf(first)
  const text = isObject(concept) ? (concept as CodeableConcept).text : undefined
  return text === '' ? undefined : text
}

/** A coding of ours with its display. */
export function coded(system: string, code: string, display?: string): Coding {
  return { system, code, display: display ?? capital(code.replaceAll('-', ' ')) }
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** `3 tests`, `1 test`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
