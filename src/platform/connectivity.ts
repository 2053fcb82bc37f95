import { FoliotuneError } from '../core/errors.js';
import type { Platform } from './platform.js';
import { pathsFrom } from './route.js';

/*
 * What the nodes and links of a platform must be, so that every migration has a route (route.ts):
 *
 *   names     a node's name is its own
 *   links     a link joins two different nodes
 *   reach     from the first node with cores, links lead to every other node
 */

function refuse(rule: string, file: string, path: string): FoliotuneError {
  return new FoliotuneError('file-invalid', rule, { file, path });
}

/** @throws FoliotuneError `file-invalid` with the place of the node or link. */
export function checkConnectivity(platform: Platform, file: string): void {
  const { nodes, links } = platform;
  nodes.forEach(({ name }, index) => {
    const first = nodes.findIndex((other) => other.name === name);
    if (first < index) throw refuse(`"${name}" is the name of nodes.${first} too`, file, `nodes.${index}.name`);
  });
  links.forEach(({ from, to }, index) => {
    if (from === to) throw refuse(`joins "${from}" to itself`, file, `links.${index}`);
  });
  const start = nodes.findIndex(({ cores }) => cores > 0);
  if (start === -1) throw refuse('no node has cores', file, 'nodes');
  const paths = pathsFrom(platform, start);
  nodes.forEach(({ name }, index) => {
    if (!paths[index]) throw refuse(`no links join ${nodes[start]?.name} and ${name}`, file, `nodes.${index}`);
  });
}
