package io.outrider.method;

/** With each shape in turn, and drafts that end early where the draft is unsure. */
final class AutoSpeculationTest extends DecodingMethodContract {
    @Override
    DecodingMethod method() {
        return new AutoSpeculation();
    }

    /** It chooses its lengths itself. */
    @Override
    int mostRows(int drafts) {
        return Settings.MOST_DRAFT_TOKENS + 1;
    }
}
