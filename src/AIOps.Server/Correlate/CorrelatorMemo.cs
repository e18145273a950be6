using AIOps.Incidents.Correlation;

namespace AIOps.Server.Correlate;

/// <summary>What the correlator keeps beside the incidents: the next number and its working state.</summary>
/// <param name="NextNumber">Number of the next incident.</param>
/// <param name="State">Working state.</param>
internal sealed record CorrelatorMemo(long NextNumber, CorrelatorState State);
