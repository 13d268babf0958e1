"""Stable-Baselines3 in ten lines: pip install stable-baselines3"""

import sys

import numpy as np
from stable_baselines3 import PPO
from stable_baselines3.common.env_util import make_vec_env

import spiral_env

steps = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
options = {"canvas": 64, "color": False, "reward": "l2", "want": ["canvas", "pen"]}
envs = make_vec_env(
    "spiral/Brush-v0", n_envs=2, wrapper_class=spiral_env.MultiDiscreteAction, env_kwargs=options
)
target = np.full((64, 64, 1), 255, np.uint8)
target[24:40] = 0  # What is to be painted: a black bar.
envs.set_options({"target": target})
model = PPO("MultiInputPolicy", envs, n_steps=128, batch_size=64, verbose=1)
model.learn(steps)
model.save("stable-baselines")
envs.close()
