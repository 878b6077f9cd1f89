import { parseBranch, parseVersion, restOverWebSocket } from './server-version';

describe('the version that a server tells', () => {
  it.each([
    ['22.10.1+dfsg+~cs6.17.60671434-1', { branch: 22, minor: 10, patch: 1 }],
    ['22.10.1', { branch: 22, minor: 10, patch: 1 }],
    ['18.10.0~dfsg+~cs6.10.40431411-2', { branch: 18, minor: 10, patch: 0 }],
    ['16.28.0~dfsg-0+deb11u4', { branch: 16, minor: 28, patch: 0 }],
    ['23.0.0-rc1', { branch: 23, minor: 0, patch: 0 }],
    ['certified/18.9-cert5', undefined],
    ['certified-20.7-cert3', undefined],
    ['GIT-master-1a2b3c4', undefined],
    ['', undefined],
  ])('%j is parsed as %j', (text, version) => {
    expect(parseVersion(text)).toEqual(version);
  });

  it.each([
    ['17.9.4', 17],
    ['certified/18.9-cert5', 18],
    ['certified-20.7-cert3', 20],
    ['GIT-master-1a2b3c4', undefined],
  ])('%j is of branch %j', (text, branch) => {
    expect(parseBranch(text)).toBe(branch);
  });

  it.each([
    ['18.26.4', 'no'],
    ['20.13.0', 'no'],
    ['20.14.0', 'yes'],
    ['21.8.0', 'no'],
    ['21.9.0', 'yes'],
    ['22.3.0', 'no'],
    ['22.4.0', 'yes'],
    ['23.0.0', 'yes'],
    ['certified-20.7-cert3', 'unknown'],
    ['GIT-master-1a2b3c4', 'unknown'],
  ])('%j takes requests over the WebSocket: %j', (text, answer) => {
    expect(restOverWebSocket(text)).toBe(answer);
  });
});
