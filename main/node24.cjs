/**
 * `node -r ./main/node24.cjs …` stops with clear words where Node is too old to run TypeScript by itself. Plain
 * JavaScript, since an old Node has to be able to read it.
 *
 * Node 24 comes with the project as the package `node`; only its install script brings the program.
 */
const NEEDED = 24;
if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  process.stderr.write(
    [
      `Gatepost needs Node ${NEEDED}, and this is Node ${process.versions.node} (${process.execPath}).`,
      `"npm install" brings Node ${NEEDED} into node_modules/.bin, from where "npm test", "npm start" and the like take it.`,
      'If it is not there, the install was made with --ignore-scripts or stopped early: run "npm install" again without that option.',
      '',
    ].join('\n'),
  );
  process.exit(1);
}
