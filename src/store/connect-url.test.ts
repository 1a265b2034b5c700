import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { connectByUrl } from './connect-url.js';
import { StoreError } from './errors.js';

describe('connectByUrl', () => {
  it('says where the store is, without the password', () => {
    const { where } = connectByUrl('postgresql://pgrepl:zebra@db9:6543/store?sslmode=require');
    expect(where).toBe('db9:6543/store');
  });

  it('knows a socket directory', () => {
    expect(connectByUrl('postgresql:///store?host=/run/postgresql').where).toBe(
      '/run/postgresql:5432/store',
    );
  });

  it('does not let the URL name the sessions: the owner is found by that name', async () => {
    const { connectionString } = await connectByUrl(
      'postgresql://db9/store?application_name=x&statement_timeout=0&sslmode=disable',
    ).target();
    expect(connectionString).toBe('postgresql://db9/store?sslmode=disable&uselibpqcompat=true');
  });

  it.each([
    'mysql://root:zebra@db9/store',
    'zebra',
    'postgresql://pgrepl:zebra#x@:notaport/store',
    'postgresql://pgrepl:zebra@db9/store?sslrootcert=/does/not/exist/zebra',
  ])('refuses %j without repeating it', (url) => {
    let thrown: unknown;
    try {
      connectByUrl(url);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(StoreError);
    expect(thrown).toMatchObject({ code: 'refused' });
    // All of it, the stack and any cause included.
    expect(inspect(thrown, { depth: null })).not.toContain('zebra');
  });
});
