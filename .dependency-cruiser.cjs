// Layer rules: see docs/map.md. Each room may import only what stands below it.
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: ['\\.test\\.tsx?$', '\\.page\\.ts$', '/test/', '/test-support/', '/dev/'] },
  to: { path: '^(src|worklets|bridge|tools|bench|e2e)/', pathNot: [from, ...allowed] },
});
const SHMEM = '^src/shmem-ipc/';
const BUS = '^src/control-bus/';
const DSP = '^src/dsp-utils/';
const CLIENTS = '/client\\.ts$';

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    only('shmem-ipc-is-the-ground', SHMEM, [], 'shared memory knows no policy'),
    only('control-bus-is-vocabulary', BUS, [SHMEM], 'the vocabulary depends on layouts only'),
    only('dsp-utils-stand-alone', DSP, [], 'analysis mathematics depends on nothing'),
    only(
      'worklets-reach-layouts',
      '^worklets/',
      [BUS, SHMEM, '^src/ts-shift/'],
      'the audio thread reaches layouts and its stretcher',
    ),
    only(
      'ts-shift-is-kernel-side',
      '^src/ts-shift/',
      [BUS, SHMEM, '^worklets/abi\\.ts$'],
      'the stretcher host knows the kernel border',
    ),
    only('audio-engine', '^src/audio-engine/', [BUS, SHMEM, '^worklets/'], 'the host boots the engine'),
    only(
      'scheduler',
      '^src/scheduler/',
      [BUS, SHMEM, '^src/link-clock/'],
      'the scheduler decides, and touches no disk',
    ),
    only(
      'media',
      '^src/media/',
      [BUS, SHMEM, DSP, '^worklets/', '^src/ts-shift/'],
      'workers decode, analyse, record and replay',
    ),
    only('viz', '^src/viz/', [BUS, SHMEM], 'views draw snapshots'),
    only('ui-shell', '^src/ui-shell/', [BUS, SHMEM], 'the interface sees its port and the vocabulary'),
    only(
      'studio-composes',
      '^src/studio/',
      [
        BUS,
        SHMEM,
        CLIENTS,
        '^src/audio-engine/',
        '^src/ui-shell/port\\.ts$',
        '^src/media/demo/catalogue\\.ts$',
        '^src/.*/types\\.ts$',
        '^worklets/',
      ],
      'the composition root sees clients only',
    ),
    {
      name: 'nothing-reaches-ui-shell',
      severity: 'error',
      from: { path: '^(src|worklets|bridge)/', pathNot: ['^src/ui-shell/', '^src/main\\.tsx$', '^src/studio/'] },
      to: { path: '^src/ui-shell/' },
    },
    {
      name: 'no-dev-dependencies-in-the-app',
      severity: 'error',
      from: { path: '^(src|worklets)/', pathNot: ['\\.test\\.tsx?$', '^src/ui-shell/dev/', '^worklets/kernel/test/'] },
      to: { dependencyTypes: ['npm-dev'], pathNot: ['node_modules/vite/', 'node_modules/@types/'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['worklets/kernel/assembly', '/assembly/'] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'] },
  },
};
