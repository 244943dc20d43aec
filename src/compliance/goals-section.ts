/** The section on goals: how many stand where. Their words and subjects never enter it. Pure. */
import { CODE, SYSTEM } from '../fhir/codes.ts'
import { grouped, groupRow } from './group.ts'
import { paragraph, table } from './narrative.ts'
import type { Material, Section } from './section.ts'
import { capital, coded, codingIn, titleOf } from './words.ts'

/** Goals that were agreed; what the client refused or was only proposed is not the court's. */
const PURSUED = new Set(['planned', 'accepted', 'active', 'on-hold', 'completed', 'cancelled'])

/** Goals of the client's plan by status: never their words. */
export function goalsSection(material: Material): Section {
  const { days, observe } = material
  const goals = material
    .of(CODE.informationCategory.goals)
    .filter(
      ({ resourceType, lifecycleStatus }) => resourceType === 'Goal' && PURSUED.has(String(lifecycleStatus)),
    )
  const groups = grouped(goals, (goal) => {
    const achievement = codingIn(goal['achievementStatus'], SYSTEM.goalAchievement)
    return [capital(String(goal['lifecycleStatus'])), achievement ? titleOf(achievement) : 'Not stated']
  })
  const code = coded(SYSTEM.reportSection, CODE.reportSection.goals, 'Goals')
  const counts = groups.map(({ names, items: [first], count }) => {
    const achievement = codingIn(first?.['achievementStatus'], SYSTEM.goalAchievement) ?? code
    return { code: achievement, text: names.join(', '), count }
  })
  return {
    code,
    content:
      groups.length === 0
        ? paragraph('No goal is on record.')
        : table(['Status', 'Achievement', 'Goals'], groups.map(groupRow)),
    observations: [observe({ key: 'goals', code, days, counts })],
  }
}
