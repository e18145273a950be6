namespace AIOps.Remediation.Recovery;

/// <summary>One time that a fault was there, as far as nobody acted on it.</summary>
/// <param name="Service">The workload that had it.</param>
/// <param name="Fault">What sort of fault it was, see <see cref="FaultHistory.FaultOf"/>.</param>
/// <param name="Lasted">From its detection to its end, to the first action on it, or to the present.</param>
/// <param name="Recovered">True when it ended by itself; false when all that is known is that it lasted at least so long (censored).</param>
internal readonly record struct FaultEpisode(string Service, string Fault, TimeSpan Lasted, bool Recovered);
