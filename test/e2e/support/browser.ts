import { access } from 'node:fs/promises';
import { chromium, type Browser } from 'playwright-core';
import { optionalPart } from '../../support/optional.js';

const places = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser that is installed here; undefined if there is none, and that may be. @throws if it may not */
export async function browserHere(): Promise<string | undefined> {
  return optionalPart({
    found: await findBrowser(),
    missing: 'There is no Chromium here',
    remedy: 'install one, or say where it is in CHROMIUM_PATH',
  });
}

async function findBrowser(): Promise<string | undefined> {
  for (const place of places) {
    if (place === undefined || place === '') continue;
    try {
      await access(place);
      return place;
    } catch {
      // not there
    }
  }
  return undefined;
}

export function openBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: flags });
}
