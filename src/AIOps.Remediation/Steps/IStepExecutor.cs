namespace AIOps.Remediation.Steps;

/// <summary>Carries out one kind of step; looked up by name.</summary>
internal interface IStepExecutor
{
    /// <summary>Whether its steps run under a guard process.</summary>
    bool NeedsGuard { get; }

    /// <summary>Destination whose breaker and limits the step shares with others.</summary>
    string EndpointOf(Planning.ResolvedStep step);

    /// <summary>One attempt.</summary>
    Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellationToken);
}
