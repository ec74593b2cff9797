package io.outrider.engine;

import io.outrider.generation.Sampling;
import io.outrider.method.Commit;
import io.outrider.model.Budget;
import io.outrider.model.LanguageModel;
import io.outrider.model.Models;
import io.outrider.model.Proposal;
import io.outrider.model.Rows;
import io.outrider.model.TokenTree;
import io.outrider.model.Want;
import io.outrider.pace.Demand;
import io.outrider.pace.Grant;
import io.outrider.probability.LogitBias;
import io.outrider.probability.Warp;
import io.outrider.probability.WarpSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The port as one session sees it: catches models up, parks at the rendezvous, and forgets whatever
 * a round did not commit. Belongs to the session's thread.
 */
final class SessionModels implements Models {
    /** Nobody knows how long an answer gets; beyond this many tokens nothing is counted on. */
    private static final int LONGEST_HORIZON = 200;

    private final Parking parking;
    private final SessionContext context;
    private final History history;
    private final Warp warp;
    private final Track target;
    private final Optional<Track> draft;
    private final int vocabulary;
    private @Nullable TokenTree tree;

    /** Context tokens that the draft model is known to know. */
    private int read;

    private int spared;

    SessionModels(Parking parking, SessionContext context, Track target, Optional<Track> draft) {
        this.parking = parking;
        this.context = context;
        this.history = new History(context);
        this.warp = new Warp(settings(context.sampling()));
        this.target = target;
        this.draft = draft;
        this.vocabulary = target.pass().shape().vocabulary();
    }

    private static WarpSettings settings(Sampling sampling) {
        return new WarpSettings(
                sampling.temperature(),
                sampling.topK(),
                sampling.topP(),
                sampling.minP(),
                sampling.presencePenalty(),
                sampling.frequencyPenalty(),
                sampling.repeatPenalty(),
                LogitBias.of(sampling.logitBias()));
    }

    SessionContext context() {
        return context;
    }

    /** Context tokens that the target had not to evaluate, because a prefix held them. */
    int spared() {
        return spared;
    }

    @Override
    public int vocabulary() {
        return vocabulary;
    }

    /** One more token always follows a draft, so a draft may take all but one of what remains. */
    @Override
    public Budget budget(Proposal proposal) {
        Proposal possible = proposal.atMost(context.remaining() - 1);
        if (draft.isPresent() && !draftKnowsTheContext()) {
            possible = possible.withoutDraftModel();
        }
        Grant grant =
                parking.budget(
                        new Demand(possible, lag(), Math.min(context.remaining(), LONGEST_HORIZON)),
                        context.length() + possible.depth());
        if (grant.read() > 0) {
            read(draft.orElseThrow(), grant.read());
        }
        return grant.budget();
    }

    private void read(Track track, int tokens) {
        Ask ask = track.read(Role.DRAFT, context, tokens);
        parking.rows(ask);
        track.skip(ask.beyond());
    }

    /** Context tokens that the draft model has yet to read. */
    int lag() {
        return draft.map(track -> track.lag(context)).orElse(0);
    }

    @Override
    public boolean canDraft() {
        return draft.isPresent();
    }

    /** A draft model may have fewer padding ids; it cannot read a context that holds one. */
    private boolean draftKnowsTheContext() {
        int known = draft.map(track -> track.pass().shape().vocabulary()).orElse(vocabulary);
        for (; known < vocabulary && read < context.length(); read++) {
            if (context.token(read) >= known) {
                return false;
            }
        }
        return true;
    }

    @Override
    public LanguageModel target() {
        return (asked, wants) -> rows(Role.TARGET, target, asked, wants);
    }

    @Override
    public LanguageModel draft() {
        Track track =
                draft.orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "the method did not ask for a draft model"));
        return (asked, wants) -> rows(Role.DRAFT, track, asked, wants);
    }

    private Rows rows(Role role, Track track, TokenTree asked, List<Want> wants) {
        if (tree != null && tree != asked) {
            throw new IllegalStateException("a round owns one tree");
        }
        tree = asked;
        if (wants.stream().anyMatch(want -> want.node() == TokenTree.ROOT)
                && track.evaluated(TokenTree.ROOT)) {
            cut(track, track.startOver());
        }
        List<Integer> nodes = wants.stream().map(Want::node).distinct().toList();
        Ask ask = track.ask(role, context, asked, nodes);
        parking.rows(ask);
        if (role == Role.TARGET) {
            spared += ask.spared();
        }
        // A drafter may know fewer or more padding ids than the target; only common ids count.
        return new SessionRows(warp, history, asked, nodes, track, vocabulary);
    }

    /** Ends the round: what was not committed is forgotten by every model. */
    void settle(Commit commit) {
        TokenTree settled = tree;
        tree = null;
        if (settled == null) {
            return;
        }
        settle(target, settled, commit);
        draft.ifPresent(track -> settle(track, settled, commit));
    }

    private void settle(Track track, TokenTree settled, Commit commit) {
        int length = track.settle(context.length(), settled, commit);
        if (length >= 0) {
            cut(track, length);
        }
    }

    private void cut(Track track, int length) {
        parking.chore(() -> track.pass().truncate(track.sequence(), length));
    }

    /**
     * Begins again with nothing evaluated, under another sequence id. Between rounds only; called
     * by the engine thread while the session is preempted.
     *
     * @param held by role, tokens of the context that the sequence has got already
     */
    void restart(int sequence, ToIntFunction<Role> held) {
        target.restart(sequence, held.applyAsInt(Role.TARGET));
        draft.ifPresent(track -> track.restart(sequence, held.applyAsInt(Role.DRAFT)));
    }

    /** Gives row memory back when the session ends, however it ends. */
    void dispose() {
        target.giveBack();
        draft.ifPresent(Track::giveBack);
    }
}
