package io.outrider.pace;

/** The costs of a pair on this machine: measured at start, kept current from live passes. */
public final class MeasuredCosts implements PassCosts {
    /** How far one look at the host's share moves its estimate. */
    private static final double HOST_STEP = 0.05;

    /** Likewise one pass that only read, of which there are few. */
    private static final double READING_STEP = 0.3;

    private static final double LEAST_SHARE = 0.3;
    private static final double MOST_SHARE = 1.5;

    private final CostCurve target;
    private final CostCurve draft;
    private final double noise;
    private double hostSeconds;

    /** Of what a row of the draft model takes: one whose logits nobody wants takes less. */
    private double readingShare = 1;

    /**
     * @param hostSeconds between two target passes, to begin with
     * @param noise largest difference of a target's logit between a row alone and beside others
     */
    public MeasuredCosts(CostCurve target, CostCurve draft, double hostSeconds, double noise) {
        this.noise = noise;
        this.target = target;
        this.draft = draft;
        this.hostSeconds = hostSeconds;
    }

    @Override
    public double target(int rows, int cells) {
        return target.seconds(rows, cells);
    }

    @Override
    public double draft(int rows, int cells) {
        return draft.seconds(rows, cells);
    }

    @Override
    public double reading(int rows, int cells) {
        return readingShare * draft.seconds(rows, cells);
    }

    /** Learns from a pass in which the draft model did nothing but read. */
    public void learnReading(int rows, int cells, double seconds) {
        double share = seconds / draft.seconds(rows, cells);
        double bounded = Math.min(Math.max(share, LEAST_SHARE), MOST_SHARE);
        readingShare += READING_STEP * (bounded - readingShare);
    }

    @Override
    public double host(int sessions) {
        return hostSeconds;
    }

    /** Learns what passed between the end of one pass and the start of the next. */
    public void learnHost(double seconds) {
        double bounded = Math.min(seconds, 4 * hostSeconds);
        hostSeconds += HOST_STEP * (bounded - hostSeconds);
    }

    public CostCurve targetCurve() {
        return target;
    }

    public CostCurve draftCurve() {
        return draft;
    }

    /** How far the target's kernels are from giving a row the same bits in every company. */
    public double noise() {
        return noise;
    }
}
