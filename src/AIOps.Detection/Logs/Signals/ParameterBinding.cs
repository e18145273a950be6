namespace AIOps.Detection.Logs.Signals;

/// <summary>Where a parameter stands in the records of one pattern.</summary>
/// <param name="Parameter">Which.</param>
/// <param name="Slot">The variable part of the record; -1 when the pattern has one value only.</param>
/// <param name="Word">That value.</param>
/// <param name="UnitAfter">The word behind it, which may be a unit.</param>
internal readonly record struct ParameterBinding(Parameter Parameter, int Slot, byte[] Word, byte[] UnitAfter);
