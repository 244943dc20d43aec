/** What a long validation says on the error output: how many resources so far, how many a second, how many errors. */

/** Milliseconds between two words of progress. */
const PROGRESS_MS = 2_000

export type Progress = {
  /** One more resource. */
  count(errors: number): void
  /** The last word; nothing where there was only one resource. */
  end(): void
}

export function progressOf(name: string, ticks: () => number, tell: (text: string) => void): Progress {
  const started = ticks()
  let told = started
  let resources = 0
  let errors = 0
  const say = (now: number): void => {
    const seconds = Math.max(now - started, 1) / 1_000
    const rate = Math.round(resources / seconds)
    tell(
      `${name}: ${String(resources)} resources, ${String(rate)} resources/s, ${String(errors)} errors so far\n`,
    )
    told = now
  }
  return {
    count(found) {
      resources += 1
      errors += found
      const now = ticks()
      if (now - told >= PROGRESS_MS) say(now)
    },
    end() {
      if (resources > 1) say(ticks())
    },
  }
}
