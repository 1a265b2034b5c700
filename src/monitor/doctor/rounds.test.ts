import { expect, it } from 'vitest';
import { baselineOf, type Baseline } from '../../operations/doctor/compare.js';
import type { DoctorReport } from '../../operations/doctor/report.js';
import { aReport } from '../../operations/doctor/testing/reports.js';
import { DoctorRounds, type ExaminationRecords } from './rounds.js';

const quiet = { debug: skip, info: skip, warn: skip, error: skip };

function skip(): void {
  // Nobody reads it.
}

function inMemory(): ExaminationRecords & { readonly kept: Map<string, Baseline> } {
  const kept = new Map<string, Baseline>();
  return {
    kept,
    read: (cluster) => Promise.resolve(kept.get(cluster) ?? null),
    write: (cluster, baseline) => {
      kept.set(cluster, baseline);
      return Promise.resolve();
    },
  };
}

it('examines once for all who ask at the same time, and keeps what it found', async () => {
  let asked = 0;
  let answer: (report: DoctorReport) => void = skip;
  const rounds = new DoctorRounds({
    examine: () => {
      asked += 1;
      return new Promise((resolve) => {
        answer = resolve;
      });
    },
    records: inMemory(),
    log: quiet,
  });
  const both = [rounds.examine('orders'), rounds.examine('orders')];
  expect(rounds.last('orders')).toBeNull();
  const report = aReport();
  answer(report);
  expect(await Promise.all(both)).toEqual([report, report]);
  expect(asked).toBe(1);
  expect(rounds.last('orders')).toBe(report);
  void rounds.examine('orders');
  expect(asked).toBe(2);
});

it('holds each day against the one before, also where the store is away', async () => {
  const reports = [aReport({ score: 90 }), aReport({ score: null }), aReport({ score: 80 })];
  const records = inMemory();
  const rounds = new DoctorRounds({
    examine: () => Promise.resolve(reports.shift() ?? null),
    records,
    log: quiet,
  });
  expect(await rounds.daily('orders')).toMatchObject({ report: { score: 90 }, before: null });
  // It did not see every node, and the next one is held against what did.
  expect(await rounds.daily('orders')).toMatchObject({ report: { score: null } });
  expect(await rounds.daily('orders')).toMatchObject({
    report: { score: 80 },
    before: { score: 90 },
  });
  expect(records.kept.get('orders')).toEqual(baselineOf(aReport({ score: 80 })));
  expect(await rounds.daily('orders')).toBeNull();

  const away = new DoctorRounds({
    examine: () => Promise.resolve(aReport()),
    records: {
      read: () => Promise.reject(new Error('away')),
      write: () => Promise.reject(new Error('away')),
    },
    log: quiet,
  });
  expect(await away.daily('orders')).toMatchObject({ report: { score: 100 }, before: null });
});

it('holds what is asked for in between against the day before, and keeps nothing of it', async () => {
  const reports = [aReport({ score: 90 }), aReport({ score: 70 }), aReport({ score: 80 })];
  const rounds = new DoctorRounds({
    examine: () => Promise.resolve(reports.shift() ?? null),
    records: inMemory(),
    log: quiet,
  });
  await rounds.daily('orders');
  expect(await rounds.sinceDaily('orders')).toMatchObject({
    report: { score: 70 },
    before: { score: 90 },
  });
  expect(await rounds.daily('orders')).toMatchObject({
    report: { score: 80 },
    before: { score: 90 },
  });
});

it('survives an examination that fails', async () => {
  const rounds = new DoctorRounds({
    examine: () => Promise.reject(new Error('a bug')),
    records: inMemory(),
    log: quiet,
  });
  expect(await rounds.examine('orders')).toBeNull();
  expect(await rounds.daily('orders')).toBeNull();
});

it('examines a few clusters at a time, and all of them in the end', async () => {
  let atWork = 0;
  let most = 0;
  const rounds = new DoctorRounds({
    examine: async (cluster) => {
      atWork += 1;
      most = Math.max(most, atWork);
      await new Promise((resolve) => setImmediate(resolve));
      atWork -= 1;
      if (cluster === 'c3') throw new Error('a bug');
      return aReport({ cluster });
    },
    records: inMemory(),
    log: quiet,
  });
  const names = Array.from({ length: 11 }, (_, index) => `c${index}`);
  const found = await Promise.all(names.map((name) => rounds.examine(name)));
  expect(found.map((report) => report?.cluster ?? null)).toEqual(
    names.map((name) => (name === 'c3' ? null : name)),
  );
  expect(most).toBe(4);
});
