/**
 * The server at a glance: what is wrong with it, its listeners, traffic, who is refused, who is connected. As many panels stand
 * side by side as there is room for, the others are tabs; the live log below keeps at least half of the window.
 */
import { makeStyles, mergeClasses, Tab, TabList, tokens } from '@fluentui/react-components';
import { type ReactNode, useId, useRef, useState } from 'react';
import type { Status } from '../../../shared/admin-api/server.ts';
import { useOpenSessions, useRefusals } from '../../client/overview.ts';
import { texts } from '../../texts.ts';
import { formatCount } from '../../ui/format.ts';
import { Facts } from './facts.tsx';
import { ListenersTable } from './listeners-table.tsx';
import { useOverviewShown } from './overview-shown.ts';
import { RefusedPanel } from './refused-panel.tsx';
import { SecuritySummary } from './security-summary.tsx';
import { SessionsPanel, SHOWN_SESSIONS } from './sessions-panel.tsx';
import { TrafficPanel } from './traffic-panel.tsx';
import { useWidth } from '../../ui/use-width.ts';

const words = texts.overview;

const PANELS = ['traffic', 'refused', 'sessions', 'facts'] as const;
type Panel = (typeof PANELS)[number];

/** Widths from which one panel, two panels stand beside the listeners and the tabs. */
const ROOM_FOR_ONE = 1250;
const ROOM_FOR_TWO = 1650;

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', flexShrink: 0, maxHeight: '50%', borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  panels: { display: 'grid', minHeight: 0, overflow: 'hidden', borderTop: `1px solid ${tokens.colorNeutralStroke3}` },
  panel: {
    display: 'flex',
    flexDirection: 'column',
    minWidth: 0,
    minHeight: 0,
    height: '196px',
    borderInlineStartWidth: '1px',
    borderInlineStartStyle: 'solid',
    borderInlineStartColor: tokens.colorNeutralStroke3,
  },
  first: { borderInlineStartStyle: 'none', overflow: 'auto', padding: '2px' },
  title: {
    margin: 0,
    padding: '0 10px',
    height: '28px',
    lineHeight: '28px',
    flexShrink: 0,
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground2,
  },
  // In a second row where a narrow window has no room for all.
  tabs: { flexShrink: 0, minHeight: '28px', flexWrap: 'wrap' },
  content: { flex: 1, minHeight: 0, overflow: 'auto' },
});

const useTabStyles = makeStyles({
  tab: {
    // Four of them have 380 px in a window of 1000, in German too.
    padding: '4px 6px',
    whiteSpace: 'nowrap',
    '& .fui-Tab__content': { fontSize: tokens.fontSizeBase200 },
    '& .fui-Tab__content--reserved-space': { fontSize: tokens.fontSizeBase200 },
  },
});

export function Overview({ status }: { readonly status: Status }) {
  const styles = useStyles();
  const root = useRef<HTMLDivElement>(null);
  const width = useWidth(root);
  const [shown, show] = useOverviewShown();
  const standing = width >= ROOM_FOR_TWO ? 2 : width >= ROOM_FOR_ONE ? 1 : 0;
  return (
    <section ref={root} className={styles.root} aria-label={words.label}>
      <SecuritySummary status={status} overviewShown={shown} onShowOverview={show} />
      {shown && (
        <div
          className={styles.panels}
          style={{
            gridTemplateColumns: `max-content ${standing === 0 ? '' : `repeat(${standing}, minmax(0, 1fr))`} minmax(0, ${standing === 2 ? '1.1fr' : '1.2fr'})`,
          }}
        >
          <section aria-label={texts.server.listeners} className={mergeClasses(styles.panel, styles.first)}>
            <ListenersTable listeners={status.listeners} compact={standing === 0} />
          </section>
          <Panels status={status} standing={standing} />
        </div>
      )}
    </section>
  );
}

function Panels({ status, standing }: { readonly status: Status; readonly standing: number }) {
  const styles = useStyles();
  const refused = useRefusals().data;
  const open = useOpenSessions(SHOWN_SESSIONS);
  const contents: Readonly<Record<Panel, ReactNode>> = {
    traffic: <TrafficPanel queued={status.queued} />,
    refused: <RefusedPanel refusals={refused} />,
    sessions: <SessionsPanel open={open} />,
    facts: <Facts status={status} />,
  };
  const counts: Readonly<Partial<Record<Panel, number | undefined>>> = { refused: refused?.refused, sessions: open?.total };
  const labelOf = (panel: Panel): string => {
    const count = counts[panel];
    return count === undefined ? words.tabs[panel] : `${words.tabs[panel]} (${formatCount(count)})`;
  };
  return (
    <>
      {PANELS.slice(0, standing).map((panel) => (
        <section key={panel} aria-label={words.tabs[panel]} className={styles.panel}>
          <h2 className={styles.title}>{labelOf(panel)}</h2>
          <div className={styles.content}>{contents[panel]}</div>
        </section>
      ))}
      <Tabs panels={PANELS.slice(standing)} labelOf={labelOf} contents={contents} />
    </>
  );
}

interface TabsProps {
  readonly panels: readonly Panel[];
  readonly labelOf: (panel: Panel) => string;
  readonly contents: Readonly<Record<Panel, ReactNode>>;
}

function Tabs({ panels, labelOf, contents }: TabsProps) {
  const styles = useStyles();
  const tabStyles = useTabStyles();
  const id = useId();
  const [chosen, choose] = useState<Panel>('traffic');
  const shown = panels.find((panel) => panel === chosen) ?? panels[0] ?? 'facts';
  return (
    <div className={styles.panel}>
      <TabList
        size="small"
        className={styles.tabs}
        selectedValue={shown}
        onTabSelect={(_event, { value }) => choose(PANELS.find((panel) => panel === value) ?? 'facts')}
      >
        {panels.map((panel) => (
          <Tab key={panel} value={panel} id={`${id}-${panel}`} className={tabStyles.tab} {...(panel === shown ? { 'aria-controls': `${id}-content` } : {})}>
            {labelOf(panel)}
          </Tab>
        ))}
      </TabList>
      <div id={`${id}-content`} role="tabpanel" aria-labelledby={`${id}-${shown}`} className={styles.content}>
        {contents[shown]}
      </div>
    </div>
  );
}
