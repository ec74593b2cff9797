package io.outrider.app;

import io.outrider.catalog.KvType;
import io.outrider.engine.Machine;
import io.outrider.gguf.GgufFile;
import io.outrider.gguf.ModelSizes;
import io.outrider.gguf.TensorType;
import io.outrider.llama.ContextSettings.FlashAttention;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Plans memory before weights are loaded. Better one line at the start than a process that the
 * system ends in the middle of an answer.
 */
final class MemoryCheck {
    private static final System.Logger LOG = System.getLogger(MemoryCheck.class.getName());

    private final Plan plan;
    private final int mostOutputs;

    /**
     * @param mostOutputs rows of a pass whose logits are read
     */
    MemoryCheck(Plan plan, int mostOutputs) {
        this.plan = plan;
        this.mostOutputs = mostOutputs;
    }

    /** Logs the plan. */
    void check(GgufFile target, Optional<GgufFile> draft) throws Machine.LoadFailed {
        MemoryPlan memory = plan(target, draft);
        LOG.log(System.Logger.Level.INFO, "{0}", memory.summary());
        OptionalLong available = new AvailableMemory(Path.of("/")).bytes();
        if (available.isPresent()) {
            Optional<String> shortage = memory.shortage(available.getAsLong());
            if (shortage.isPresent()) {
                throw new Machine.LoadFailed(shortage.get());
            }
        }
    }

    private MemoryPlan plan(GgufFile target, Optional<GgufFile> draft) {
        List<MemoryPlan.Member> members = new ArrayList<>();
        members.add(member(target, plan.config().gpuLayers(), plan.targetKv()));
        draft.ifPresent(
                file -> members.add(member(file, plan.config().draftGpuLayers(), plan.draftKv())));
        int sessions = plan.engine().maxSessions();
        return MemoryPlan.of(
                members,
                plan.kvCells(),
                new MemoryPlan.Passes(
                        plan.config().passRows(),
                        Math.max(sessions, mostOutputs),
                        sessions * (plan.engine().defaultDraftTokens() + 1)));
    }

    private MemoryPlan.Member member(GgufFile file, int gpuLayers, KvType type) {
        return new MemoryPlan.Member(
                ModelSizes.of(file),
                gpuLayers,
                switch (type) {
                    case F32 -> TensorType.F32;
                    case F16 -> TensorType.F16;
                    case BF16 -> TensorType.BF16;
                    case Q8_0 -> TensorType.Q8_0;
                },
                plan.config().flashAttention().orElse(FlashAttention.OFF) == FlashAttention.ON);
    }
}
