package dev.cloche.control.file;

import dev.cloche.api.file.FilePath;
import dev.cloche.api.session.SessionId;
import java.nio.charset.StandardCharsets;

/// How objects are called: as their files are, below their session.
///
/// @param prefix of all objects of one session
record S3Keys(String prefix) {

    /// Bytes of the longest name that S3 knows.
    private static final int LONGEST = 1024;

    /// Bytes of the largest object that S3 takes in one request.
    private static final long LARGEST = 5L << 30;

    static S3Keys of(String prefix, SessionId session) {
        return new S3Keys(prefix + session.value() + "/");
    }

    String key(FilePath path) {
        return prefix + path.value();
    }

    /// What the names of everything in a directory begin with.
    String below(FilePath directory) {
        return directory.isRoot() ? prefix : key(directory) + "/";
    }

    /// The path of an object.
    String path(String key) {
        return key.substring(prefix.length());
    }

    /// Whether there can be such an object. S3 tells names in XML, which knows no control
    /// characters.
    boolean holds(String path, long size) {
        return size <= LARGEST
                && (prefix + path).getBytes(StandardCharsets.UTF_8).length <= LONGEST
                && path.codePoints().allMatch(S3Keys::isSayable);
    }

    private static boolean isSayable(int character) {
        return character >= ' '
                && (character < 0xFFFD || character > 0xFFFF)
                && character != 0x7F
                && !(character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE);
    }
}
