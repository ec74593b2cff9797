package io.outrider.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.outrider.text.Piece;
import io.outrider.text.SpecialText;
import io.outrider.text.Tokenizer;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * llama.cpp's tokenizer behind a guard. Its pre-tokenizers recurse in {@code std::regex} and can
 * overrun an ordinary stack, which ends the process; so it runs on a few platform threads with 256
 * MiB stacks, on prompts that {@link io.outrider.text.PromptGuard} let through. Thread-safe.
 */
public final class LlamaTokenizer implements Tokenizer, AutoCloseable {
    private static final long STACK = 256L << 20;
    private static final int THREADS = 2;
    private static final int CONTROL = 8;
    private static final int UNKNOWN = 1;

    private final LlamaModel model;
    private final MemorySegment vocabulary;
    private final MethodHandle tokenize;
    private final byte[][] bytes;
    private final byte[][] bytesWithSpecial;
    private final BitSet ends = new BitSet();
    private final List<String> specialTexts = new ArrayList<>();
    private final OptionalInt begin;
    private final OptionalInt end;
    private final SpecialText specialText;
    private final boolean addsBegin;
    private final ExecutorService threads;
    private final AtomicBoolean closed = new AtomicBoolean();

    public LlamaTokenizer(LlamaModel model) {
        LlamaLibrary library = model.library();
        this.model = model;
        this.vocabulary = model.vocabulary();
        this.tokenize =
                library.bind(
                        "llama_tokenize",
                        FunctionDescriptor.of(
                                JAVA_INT,
                                ADDRESS,
                                ADDRESS,
                                JAVA_INT,
                                ADDRESS,
                                JAVA_INT,
                                JAVA_BOOLEAN,
                                JAVA_BOOLEAN));
        this.bytes = new byte[model.vocabularySize()][];
        this.bytesWithSpecial = new byte[model.vocabularySize()][];
        this.threads =
                Executors.newFixedThreadPool(
                        THREADS,
                        task -> {
                            Thread thread = new Thread(null, task, "tokenizer", STACK);
                            thread.setDaemon(true);
                            return thread;
                        });
        readVocabulary(library);
        this.addsBegin = addsBegin(library);
        this.begin = token(library, "llama_vocab_bos");
        this.end = token(library, "llama_vocab_eos");
        this.specialText = new SpecialText(specialTexts);
        model.hold();
    }

    private void readVocabulary(LlamaLibrary library) {
        MethodHandle piece =
                library.bind(
                        "llama_token_to_piece",
                        FunctionDescriptor.of(
                                JAVA_INT,
                                ADDRESS,
                                JAVA_INT,
                                ADDRESS,
                                JAVA_INT,
                                JAVA_INT,
                                JAVA_BOOLEAN));
        MethodHandle endOfGeneration =
                library.bind(
                        "llama_vocab_is_eog",
                        FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS, JAVA_INT));
        MethodHandle attributes =
                library.bind(
                        "llama_vocab_get_attr", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            int room = 1024;
            MemorySegment buffer = arena.allocate(room);
            for (int token = 0; token < bytes.length; token++) {
                int length = (int) piece.invokeExact(vocabulary, token, buffer, room, 0, true);
                // A negative length asks for more room than any sane token needs.
                bytesWithSpecial[token] =
                        length <= 0 ? new byte[0] : buffer.asSlice(0, length).toArray(JAVA_BYTE);
                int plain = (int) piece.invokeExact(vocabulary, token, buffer, room, 0, false);
                bytes[token] = plain <= 0 ? new byte[0] : bytesWithSpecial[token];
                if ((boolean) endOfGeneration.invokeExact(vocabulary, token)) {
                    ends.set(token);
                }
                int attribute = (int) attributes.invokeExact(vocabulary, token);
                if ((attribute & (CONTROL | UNKNOWN)) != 0) {
                    specialTexts.add(new String(bytesWithSpecial[token], StandardCharsets.UTF_8));
                }
            }
        } catch (Throwable thrown) {
            throw Symbols.unexpected(thrown);
        }
    }

    private boolean addsBegin(LlamaLibrary library) {
        try {
            return (boolean)
                    library.bind(
                                    "llama_vocab_get_add_bos",
                                    FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS))
                            .invokeExact(vocabulary);
        } catch (Throwable thrown) {
            throw Symbols.unexpected(thrown);
        }
    }

    private OptionalInt token(LlamaLibrary library, String function) {
        try {
            int token =
                    (int)
                            library.bind(function, FunctionDescriptor.of(JAVA_INT, ADDRESS))
                                    .invokeExact(vocabulary);
            return token < 0 ? OptionalInt.empty() : OptionalInt.of(token);
        } catch (Throwable thrown) {
            throw Symbols.unexpected(thrown);
        }
    }

    @Override
    public int vocabularySize() {
        return bytes.length;
    }

    @Override
    public byte[] bytes(int token) {
        return bytes[token];
    }

    @Override
    public boolean endsGeneration(int token) {
        return ends.get(token);
    }

    @Override
    public byte[] bytesWithSpecial(int token) {
        return bytesWithSpecial[token];
    }

    @Override
    public OptionalInt beginOfSequence() {
        return begin;
    }

    @Override
    public boolean addsBeginOfSequence() {
        return addsBegin;
    }

    @Override
    public List<String> specialTexts() {
        return List.copyOf(specialTexts);
    }

    /** The model's end-of-sequence token, if it has one. */
    public OptionalInt endOfSequence() {
        return end;
    }

    @Override
    public int[] encode(List<Piece> pieces) {
        try {
            return CompletableFuture.supplyAsync(() -> tokenizeAll(pieces), threads).join();
        } catch (RejectedExecutionException closed) {
            throw new LlamaException("the tokenizer was closed", closed);
        } catch (CompletionException failed) {
            throw new LlamaException("the tokenizer failed", failed);
        }
    }

    /** A hostile prompt has a segment every few bytes, so each must cost what it holds. */
    private int[] tokenizeAll(List<Piece> pieces) {
        int[] all = new int[64];
        int length = 0;
        for (SpecialText.Segment segment : specialText.split(pieces)) {
            int[] next = tokenize(segment.text(), segment.parseSpecial());
            if (length + next.length > all.length) {
                all = Arrays.copyOf(all, Math.max(2 * all.length, length + next.length));
            }
            System.arraycopy(next, 0, all, length, next.length);
            length += next.length;
        }
        return Arrays.copyOf(all, length);
    }

    private int[] tokenize(String text, boolean parseSpecial) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment input = arena.allocate(utf8.length + 1L);
            MemorySegment.copy(utf8, 0, input, JAVA_BYTE, 0, utf8.length);
            int room = utf8.length + 8;
            MemorySegment output = arena.allocate(JAVA_INT, room);
            int count =
                    (int)
                            tokenize.invokeExact(
                                    vocabulary,
                                    input,
                                    utf8.length,
                                    output,
                                    room,
                                    false,
                                    parseSpecial);
            if (count < 0) {
                throw new LlamaException("the tokenizer wanted room for " + -count + " tokens");
            }
            return output.asSlice(0, JAVA_INT.byteSize() * count).toArray(JAVA_INT);
        } catch (Throwable thrown) {
            throw Symbols.unexpected(thrown);
        }
    }

    /** Ends the tokenizer's threads, when they are done. */
    @Override
    public void close() {
        threads.close();
        if (!closed.getAndSet(true)) {
            model.release();
        }
    }
}
