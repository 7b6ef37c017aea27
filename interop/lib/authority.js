// A certificate authority for one test, and a certificate of it for this machine, made by openssl.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export function makeAuthority() {
  const directory = mkdtempSync(path.join(tmpdir(), 'signalbox-authority-'));
  const file = name => path.join(directory, name);
  const openssl = (...args) => execFileSync('openssl', args, { stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...newKey, '-days', '90', '-subj', '/CN=Interop CA', '-keyout', file('ca.key'), '-out', file('ca.crt'));
  openssl('req', ...newKey, '-subj', '/CN=localhost', '-keyout', file('node.key'), '-out', file('node.csr'));
  writeFileSync(file('names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  openssl('x509', '-req', '-in', file('node.csr'), '-CA', file('ca.crt'), '-CAkey', file('ca.key'), '-CAcreateserial',
    '-days', '90', '-extfile', file('names'), '-out', file('node.crt'));
  return {
    certificateFile: file('ca.crt'),
    files: { 'node.key': readFileSync(file('node.key'), 'utf8'), 'node.crt': readFileSync(file('node.crt'), 'utf8') },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
