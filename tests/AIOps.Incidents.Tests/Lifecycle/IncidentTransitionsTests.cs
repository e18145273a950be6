using AIOps.Contracts.Incidents;
using AIOps.Incidents.Lifecycle;

namespace AIOps.Incidents.Tests.Lifecycle;

/// <summary>The whole table: what is not written here does not apply.</summary>
public sealed class IncidentTransitionsTests
{
    private const string Table = """
        Candidate    Confirmed           Open
        Candidate    Suppressed          Suppressed
        Candidate    Merged              Merged
        Candidate    Cancelled           Cancelled
        Open         Acknowledged        Acknowledged
        Open         MitigationStarted   Mitigating
        Open         SignalsCleared      Monitoring
        Open         Suppressed          Suppressed
        Open         Merged              Merged
        Open         Cancelled           Cancelled
        Acknowledged MitigationStarted   Mitigating
        Acknowledged SignalsCleared      Monitoring
        Acknowledged Suppressed          Suppressed
        Acknowledged Merged              Merged
        Acknowledged Cancelled           Cancelled
        Mitigating   MitigationDone      Monitoring
        Mitigating   MitigationFailed    Open
        Mitigating   Suppressed          Suppressed
        Mitigating   Merged              Merged
        Mitigating   Cancelled           Cancelled
        Monitoring   Resolved            Resolved
        Monitoring   VerificationFailed  Open
        Monitoring   Suppressed          Suppressed
        Monitoring   Merged              Merged
        Monitoring   Cancelled           Cancelled
        Suppressed   Merged              Merged
        Suppressed   Cancelled           Cancelled
        Resolved     Closed              Closed
        Resolved     Reopened            Open
        """;

    private static readonly Dictionary<(IncidentState From, IncidentEvent Occurred), IncidentState> Written = Table.Split('\n')
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        .ToDictionary(words => (Enum.Parse<IncidentState>(words[0]), Enum.Parse<IncidentEvent>(words[1])), words => Enum.Parse<IncidentState>(words[2]));

    private static IEnumerable<TestCaseData> Every() =>
        from state in Enum.GetValues<IncidentState>() from occurred in Enum.GetValues<IncidentEvent>() select new TestCaseData(state, occurred);

    [TestCaseSource(nameof(Every))]
    public void Event_LeadsWhereTheTableSays_OrDoesNotApply(IncidentState state, IncidentEvent occurred) =>
        Assert.That(IncidentTransitions.Next(state, occurred), Is.EqualTo(Written.TryGetValue((state, occurred), out var next) ? next : (IncidentState?)null));

    [Test]
    public void FinalStates_AreLeftByNothing()
    {
        foreach (var state in Enum.GetValues<IncidentState>().Where(IncidentTransitions.IsFinal))
        {
            Assert.That(Enum.GetValues<IncidentEvent>().Select(occurred => IncidentTransitions.Next(state, occurred)), Has.All.Null, state.ToString());
        }
    }
}
