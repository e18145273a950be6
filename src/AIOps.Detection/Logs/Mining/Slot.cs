namespace AIOps.Detection.Logs.Mining;

/// <summary>A masked part of a record.</summary>
/// <param name="Start">First byte in the record.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Soft">True when it may turn out to be a constant: a word with a digit in it, a path, the value of a key.</param>
internal readonly record struct Slot(int Start, int Length, bool Soft);
