package io.outrider.engine;

import io.outrider.acceptance.DraftRecord;
import io.outrider.generation.Sampling;
import io.outrider.method.Commit;
import io.outrider.method.Decoder;
import io.outrider.method.DecodingMethod;
import io.outrider.method.Settings;
import io.outrider.model.Budget;
import io.outrider.model.ForwardPass;
import io.outrider.model.Proposal;
import io.outrider.model.SessionCancelled;
import io.outrider.pace.Demand;
import io.outrider.pace.Grant;
import io.outrider.probability.Chance;
import io.outrider.testing.TableModel;
import io.outrider.testing.TableTokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One session without an engine thread: the production port over table models, served at once on
 * the caller's thread, so that a method can be replayed over every outcome of its draws.
 */
public final class SoloSession {
    private final TableModel target;
    private final TableModel draft;
    private final SessionContext context;
    private final SessionModels models;
    private final Decoder decoder;
    private final int drafts;
    private int asksLeft = Integer.MAX_VALUE;

    /**
     * @param limit most tokens of prompt and answer together
     */
    public SoloSession(
            TableModel target,
            TableModel draft,
            DecodingMethod method,
            Settings settings,
            Sampling sampling,
            int[] prompt,
            int limit) {
        this.target = target;
        this.draft = draft;
        this.drafts = settings.draftTokens();
        this.context =
                new SessionContext(
                        prompt,
                        limit,
                        sampling,
                        new TableTokenizer(target.shape().vocabulary()),
                        new DraftRecord.Shared());
        this.models =
                new SessionModels(
                        new AtOnce(),
                        context,
                        new Track(target, 0, 0),
                        Optional.of(new Track(draft, 0, 0)));
        this.decoder = method.open(models, settings);
    }

    /** Cancels the session when it asks a model for the n-th time, counted from 1. */
    public SoloSession cancelledAtAsk(int ask) {
        asksLeft = ask;
        return this;
    }

    /** Runs rounds until enough tokens are written, an end token comes or the limit is reached. */
    public List<Integer> write(int tokens, Chance chance) {
        List<Integer> written = new ArrayList<>();
        boolean ended = false;
        while (!ended && written.size() < tokens && context.remaining() > 0) {
            for (Commit.Emitted emitted : round(chance).tokens()) {
                if (ended) {
                    break;
                }
                written.add(emitted.token());
                ended = context.ends(emitted.token());
            }
        }
        return written.subList(0, Math.min(tokens, written.size()));
    }

    /** One round, committed. */
    public Commit round(Chance chance) {
        Commit commit = decoder.next(context, chance);
        models.settle(commit);
        commit.tokens().forEach(each -> context.append(each.token()));
        return commit;
    }

    public int length() {
        return context.length();
    }

    public int remaining() {
        return context.remaining();
    }

    /** Cells each model holds for the session; target first. */
    public int[] cells() {
        return new int[] {target.length(0), draft.length(0)};
    }

    /** Ends the session as the engine does. */
    public void dispose() {
        models.dispose();
        target.truncate(0, 0);
        draft.truncate(0, 0);
    }

    private final class AtOnce implements Parking {
        private int open;

        @Override
        public Grant budget(Demand demand, int wanted) {
            return switch (demand.proposal()) {
                case Proposal.Exact(int depth, int levels) -> Grant.of(Budget.exact(depth, levels));
                case Proposal.Open choice -> choose(choice, demand.lag());
            };
        }

        /** Each shape in turn, with prices that sometimes end a draft early. */
        private Grant choose(Proposal.Open choice, int lag) {
            int model = Math.min(drafts, choice.byModel().depth());
            int context = Math.min(drafts, choice.byContext().depth());
            return switch (open++ % 3) {
                case 0 -> Grant.of(new Budget(model, model, 0.5, 0.3));
                case 1 -> new Grant(new Budget(context, 0, 0.5, 0.3), Math.min(1, lag));
                default -> new Grant(new Budget(0, 0, 0.5, 0.3), Math.min(2, lag));
            };
        }

        @Override
        public void rows(Ask ask) {
            if (--asksLeft <= 0) {
                throw new SessionCancelled();
            }
            ForwardPass pass = ask.role() == Role.TARGET ? target : draft;
            boolean done = false;
            while (!done) {
                List<ForwardPass.Row> rows = ask.next(pass.shape().rows());
                try {
                    pass.run(rows);
                } catch (ForwardPass.PassFailed failed) {
                    throw new IllegalStateException(failed);
                }
                done = ask.advance(rows.size());
            }
        }

        @Override
        public void chore(Runnable chore) {
            chore.run();
        }
    }
}
