/** Starts a cluster with one node frozen and one orphaned, says what runs, and waits for its end. */
import { childrenOf } from '../../../../lab/postgres/children.js';
import { startCluster } from '../../../../lab/postgres/cluster.js';

const cluster = await startCluster({
  links: true,
  nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 'pg1' } },
});
const pids: number[] = [];
for (const node of cluster.nodes) {
  const pid = await node.pid();
  if (pid !== undefined) pids.push(pid, ...(await childrenOf(pid)));
}
await cluster.node('s1').freeze();
await cluster.node('s2').stop();
process.stdout.write(
  `${JSON.stringify({ pids, files: cluster.nodes.map((node) => node.dataDirectory) })}\n`,
);
if (process.argv[2] === 'exit') process.exit(3);
if (process.argv[2] === 'throw') throw new Error('on purpose');
setInterval(() => undefined, 60_000);
