// A certificate authority for one test, with a certificate for this machine and for clients, made by openssl.

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
  const text = name => readFileSync(file(name), 'utf8');
  return {
    certificateFile: file('ca.crt'),
    files: Object.fromEntries(['node.key', 'node.crt', 'ca.crt'].map(name => [name, text(name)])),
    // The key and the certificate of a client, in one file.
    issue(client) {
      openssl('req', ...newKey, '-subj', `/CN=${client}`, '-keyout', file(`${client}.key`), '-out', file(`${client}.csr`));
      openssl('x509', '-req', '-in', file(`${client}.csr`), '-CA', file('ca.crt'), '-CAkey', file('ca.key'),
        '-CAcreateserial', '-days', '90', '-out', file(`${client}.crt`));
      writeFileSync(file(`${client}.pem`), text(`${client}.crt`) + text(`${client}.key`));
      return { file: file(`${client}.pem`), text: text(`${client}.crt`) };
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
