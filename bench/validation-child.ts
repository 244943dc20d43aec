/** One measurement of the bench `validation`, in a process of its own: a task as JSON in, its result as JSON out. */
import type { ProfilesTask, SizeTask } from './validation/growth.ts'
import type { LoadTask } from './validation/load.ts'
import type { RoundsTask } from './validation/rounds.ts'
import type { RulesTask } from './validation/rules.ts'

export type Task = RoundsTask | RulesTask | LoadTask | SizeTask | ProfilesTask

/** Each imports what it measures and no more: what another one needs would count in its load and memory. */
async function resultOf(task: Task): Promise<unknown> {
  switch (task.task) {
    case 'load':
      return (await import('./validation/load.ts')).load()
    case 'rounds':
      return (await import('./validation/rounds.ts')).runRounds(task)
    case 'rules':
      return (await import('./validation/rules.ts')).countRules(task)
    case 'size':
      return (await import('./validation/growth.ts')).costOfSizes(task)
    case 'profiles':
      return (await import('./validation/growth.ts')).costOfProfiles(task)
    default:
      return task satisfies never
  }
}

if (process.argv[1] === import.meta.filename) {
  const result = await resultOf(JSON.parse(process.argv[2] ?? '{}') as Task)
  process.stdout.write(JSON.stringify(result))
}
