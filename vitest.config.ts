import { defineConfig } from 'vitest/config';

/** Tests that start servers run a few at a time: the machines they run on are small. */
const servers = {
  testTimeout: 60_000,
  hookTimeout: 120_000,
  // What is waited for comes when the machine gets to it: as patient as the lab's own waiting.
  expect: { poll: { timeout: 20_000 } },
  maxWorkers: 2,
  // After the unit tests: projects with another number of workers cannot share a group.
  sequence: { groupOrder: 1 },
} as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{src,lab,bench,test/unit}/**/*.test.ts'],
          // They only compute: some replay whole nights, on whatever machine.
          testTimeout: 20_000,
          // Nothing in the core keeps a state of its own: loading it once for each worker is enough.
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      { test: { name: 'integration', include: ['test/integration/**/*.test.ts'], ...servers } },
      { test: { name: 'scenarios', include: ['test/scenarios/**/*.test.ts'], ...servers } },
      {
        test: {
          name: 'operations',
          include: ['test/operations/**/*.test.ts'],
          globalSetup: ['test/e2e/support/built.ts'],
          ...servers,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/support/built.ts'],
          ...servers,
        },
      },
    ],
  },
});
