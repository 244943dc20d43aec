/** CPU milliseconds of this process since a reading of `process.cpuUsage()`: all threads, garbage collection included. */
export function cpuMsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
