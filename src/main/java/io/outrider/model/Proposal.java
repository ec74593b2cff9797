package io.outrider.model;

/** The shapes a round could take: tokens drafted along one path, and who writes them. */
public sealed interface Proposal {

    /** Most tokens drafted. */
    int depth();

    /**
     * One shape, served exactly so while the session may still emit as much.
     *
     * @param depth tokens drafted along one path, so that the target is asked for {@code depth + 1}
     *     rows
     * @param draftLevels draft passes this takes: {@code depth} for a draft model, 0 for a lookup
     */
    record Exact(int depth, int draftLevels) implements Proposal {
        public Exact {
            if (depth < 0 || draftLevels < 0 || draftLevels > depth) {
                throw new IllegalArgumentException("bad proposal " + depth + ", " + draftLevels);
            }
        }
    }

    /**
     * Several shapes, of which the engine chooses one: plain, a chain by the draft model, or a
     * chain that is known already.
     *
     * @param byModel what a draft by the model would be worth
     * @param byContext what a draft looked up in the context would be worth
     * @param hoped what a draft by the model may turn out to be worth: as far above {@code byModel}
     *     as little was tried
     */
    record Open(Survival byModel, Survival byContext, Survival hoped) implements Proposal {

        /** Where nothing is left to hope for. */
        public Open(Survival byModel, Survival byContext) {
            this(byModel, byContext, byModel);
        }

        @Override
        public int depth() {
            return Math.max(byModel.depth(), byContext.depth());
        }
    }

    /** One target row. */
    static Proposal plain() {
        return new Exact(0, 0);
    }

    /** A chain written by the draft model, one pass a token. */
    static Proposal chain(int depth) {
        return new Exact(depth, depth);
    }

    /** A chain that is known without asking any model. */
    static Proposal lookup(int depth) {
        return new Exact(depth, 0);
    }

    /** The same proposal, but no deeper. */
    default Proposal atMost(int most) {
        return switch (this) {
            case Exact(int depth, int levels) ->
                    new Exact(Math.min(depth, most), Math.min(levels, Math.min(depth, most)));
            case Open(Survival byModel, Survival byContext, Survival hoped) ->
                    new Open(byModel.atMost(most), byContext.atMost(most), hoped.atMost(most));
        };
    }

    /** The same proposal without asking the draft model. */
    default Proposal withoutDraftModel() {
        return switch (this) {
            case Exact(int depth, int levels) -> levels > 0 ? plain() : this;
            case Open open -> new Open(Survival.none(), open.byContext());
        };
    }
}
